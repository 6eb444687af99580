#pragma once
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "results/Journal.hpp"

namespace friendly {

/// How far a sweep has come, according to its journal alone.
struct SweepStatus {
  std::int64_t points = 0, ended = 0, waiting = 0;
  std::map<std::string, std::int64_t> by_status;  ///< rows, by status
  std::map<std::string, std::int64_t> failures;   ///< rows with another status than done, by reason
  std::vector<RunningTrial> running;
  double trials_per_hour = 0;  ///< since the first trial started, pauses included
  double eta_seconds = -1;     ///< running trials count by the part that is left; negative: nothing ended yet
  std::map<std::int64_t, double> utilisation;  ///< by rank: share of that time in which it trained
};

/// The status at Unix time `now`, until which running trials have kept their ranks busy.
SweepStatus status_of(const JournalContents& contents, double now);

/// What `friendly status --json` prints.
nlohmann::json to_json(const SweepStatus& status);

/// As text for people, ending with a line break.
std::string status_text(const SweepStatus& status);

}  // namespace friendly
