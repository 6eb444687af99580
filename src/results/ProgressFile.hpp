#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "trial/TrialResult.hpp"

namespace friendly {

/// A rank that trains nothing, and why.
struct RankAside {
  std::int64_t rank = 0;
  std::string host, why;
};

/// What `friendly status` shows of a running sweep beyond its journal. Nothing is lost if it is lost.
struct SweepProgress {
  struct Running {
    std::int64_t attempt = 0;
    std::string name;                 ///< the trial's, by SettingNames
    std::optional<EpochRecord> last;  ///< the last epoch that was reported
  };
  double time = 0;                                   ///< Unix time at which rank 0 wrote it; 0: never
  std::unordered_map<std::string, Running> running;  ///< by key
  std::vector<RankAside> aside;
  std::string waits_for;               ///< besides training; empty: nothing
  std::optional<double> seconds_left;  ///< as predicted at `time`
};

/// Replaces `<journal>/progress` atomically and without a sync. Throws UserError if the disk refuses.
void write_progress(const std::string& journal, const SweepProgress& progress);

/// What write_progress() wrote last; an empty one if there is no such file or it cannot be read.
SweepProgress read_progress(const std::string& journal);

void remove_progress(const std::string& journal);

}  // namespace friendly
