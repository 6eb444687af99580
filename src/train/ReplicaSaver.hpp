#pragma once
#include <string>
#include <vector>

#include "core/Stopwatch.hpp"
#include "train/Trainer.hpp"
#include "train/TrainingState.hpp"

namespace friendly {

/// The names of the trials' replicas in a ReplicaStore. They contain what must agree for a replica to be
/// resumed: program, LibTorch and data.
std::vector<std::string> replica_names(const std::vector<TrialSpec>& specs, const Dataset& data);

/// Saves the replicas of a run, as often as its options allow.
class ReplicaSaver {
 public:
  /// `state` is as loaded, or at the beginning; both references must outlive the saver.
  ReplicaSaver(TrainingState& state, std::vector<std::string> names, const RunOptions& options);

  /// Whether it is time to save again.
  bool is_due() const;
  /// Whether saving now would cost no more than its share of the time since the last save.
  bool is_cheap() const { return watch_.seconds() > seconds_ / options_.checkpoint_share; }
  /// Saves, unless that was done at this position. On a full disk it only warns: an interruption then loses
  /// more work, but the trials do not fail.
  void save();

 private:
  TrainingState& state_;
  const std::vector<std::string> names_;  // by replica
  const RunOptions& options_;
  Position saved_;
  double seconds_;  // of the last save
  Stopwatch watch_;
};

}  // namespace friendly
