#pragma once
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "results/JournalReplay.hpp"
#include "results/ProgressFile.hpp"

namespace friendly {

/// What a sweep has left on disk at some moment.
struct SweepTraces {
  JournalContents journal;
  SweepProgress progress;
  bool is_held = false;                         ///< a living coordinator holds the lock
  std::unordered_set<std::string> checkpoints;  ///< keys of trials that have one
};

/// Of a result file without a journal, which `friendly train` makes, only the rows are known. Throws
/// UserError as read_journal() and read_result_file() do.
SweepTraces traces_of(const std::string& result_file, double now);

/// A race in which something was decided.
struct RaceStatus {
  std::string name;
  std::int64_t rung = 0;  ///< the one that is being trained, from 0
  std::int64_t rungs = 0;
  std::int64_t settings = 0;  ///< at the start
  std::int64_t in = 0;        ///< settings that have not left
};

/// How far a sweep has come. Each of its points has ended, is handed out, waits or lacks its data; one that
/// is trained again counts as handed out only.
struct SweepStatus {
  /// A trial that a rank has, and the last epoch that is known.
  struct Running : RunningTrial {
    std::string name;  ///< by SettingNames; empty until its rank has reported
    std::optional<EpochRecord> progress;
  };
  bool is_complete() const { return ended + no_data == points; }

  bool is_running = false;  ///< a coordinator lives; otherwise nothing is handed out
  std::int64_t points = 0, ended = 0, waiting = 0;
  std::int64_t to_resume = 0;                     ///< of those that wait: go on from a checkpoint
  std::int64_t no_data = 0;                       ///< without a row, as their data sets are absent
  std::map<std::string, std::int64_t> by_status;  ///< of those that have ended
  std::map<std::string, std::int64_t> failures;   ///< of those that failed, by reason
  std::vector<RaceStatus> races;
  std::vector<Running> running;
  std::vector<RankAside> aside;       ///< ranks that train nothing
  std::string waits_for;              ///< what the sweep waits for besides training; empty: nothing
  double trials_per_hour = 0;         ///< without `pruned` ones, of the time in which any rank trained
  std::optional<double> eta_seconds;  ///< what rank 0 predicts; none if it does not run, or knows too little
  std::map<std::int64_t, double> utilisation;  ///< by rank: share of that time in which it trained
};

/// The status at Unix time `now`, until which running trials have kept their ranks busy.
SweepStatus status_of(const SweepTraces& traces, double now);

/// What `friendly status --json` prints.
nlohmann::json to_json(const SweepStatus& status);

}  // namespace friendly
