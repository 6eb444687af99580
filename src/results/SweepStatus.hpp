#pragma once
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "results/Journal.hpp"

namespace friendly {

/// How far a sweep is, from its journal alone.
struct SweepStatus {
  std::int64_t points = 0, ended = 0, waiting = 0;
  std::map<std::string, std::int64_t> by_status;  ///< rows
  std::map<std::string, std::int64_t> failures;   ///< rows that are not done, by reason
  std::vector<RunningTrial> running;
  double trials_per_hour = 0;  ///< since the first trial began, pauses included
  double eta_seconds = -1;     ///< a running trial counts by what it lacks; negative: nothing has ended yet
  std::map<std::int64_t, double> utilisation;  ///< by rank: share of the time since then in which it trained
};

/// `now`: Unix time, which bounds what is still running.
SweepStatus status_of(const JournalContents& contents, double now);

nlohmann::json to_json(const SweepStatus& status);
/// For people, with an end of line.
std::string status_text(const SweepStatus& status);

}  // namespace friendly
