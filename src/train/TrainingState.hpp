#pragma once
#include <memory>
#include <string>
#include <vector>

#include "train/BestClassifiers.hpp"
#include "train/Method.hpp"
#include "train/Minibatches.hpp"
#include "train/Observer.hpp"
#include "train/RateSchedule.hpp"
#include "train/ReplicaFile.hpp"
#include "train/TrialArray.hpp"

namespace friendly {

/// Everything about a run that must survive an interruption. Each replica of it is a value, independent of
/// its neighbours and of the device: an array that restores replicas of one position, from whatever arrays
/// they were taken, continues as if it had never stopped. The method refers to the array, so the state stays
/// where it was constructed.
struct TrainingState {
  /// A run before its first step. `data` must be on `device`, and `observer` must outlive the state.
  TrainingState(const std::vector<TrialSpec>& specs, const Dataset& data, bool shuffle,
                const torch::Device& device, Observer& observer);
  TrainingState(const TrainingState&) = delete;
  TrainingState& operator=(const TrainingState&) = delete;

  /// The state of one replica; tensors share the array's memory.
  Replica replica(std::size_t replica);
  /// Sets one replica, and the position of the array, to the state in `file`; call before the first step.
  /// Throws UserError if the file does not fit.
  void restore(std::size_t replica, ReplicaFile& file);

  /// Whether the replica's trial has ended before its last epoch.
  bool has_ended(std::size_t replica) const { return results[replica].status != status::kDone; }
  bool all_ended() const;
  /// Adds the epoch that a replica has been trained for. Its classifier is kept if this is the epoch that
  /// select_epoch() would report now; a loss that is not finite ends its trial as diverged.
  void add(std::size_t replica, const EpochRecord& record);
  /// The epoch that select_epoch() would report now; -1: none.
  std::int64_t best_epoch(std::size_t replica) const;
  /// The replica's records and log, and its result with all that the training knows.
  TrialOutcome outcome(std::size_t replica) const;

  TrialArray array;
  BestClassifiers best;     ///< of the epochs that select_epoch() would report
  Minibatches minibatches;  ///< of the training data, in the order of the array's replicas
  std::unique_ptr<Method> method;
  std::vector<RateSchedule> rates;  ///< by replica
  torch::Tensor sums;  ///< [2, R], float64: loss and correct predictions in the epoch's classifier steps
  Records records;
  std::vector<ExampleLog>
      logs;  ///< by replica; empty unless `log_epochs` names epochs that have been trained
  /// By replica: status, reason, and what the training has cost over all its starts. The rest is filled in at
  /// the end.
  std::vector<TrialResult> results;

 private:
  std::vector<torch::Tensor> tensors(std::size_t replica);
};

}  // namespace friendly
