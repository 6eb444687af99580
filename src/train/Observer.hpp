#pragma once
#include <torch/types.h>

#include "train/Evaluation.hpp"
#include "train/TrialArray.hpp"
#include "trial/TrialResult.hpp"

namespace friendly {

class Method;

/// The epochs so far, by replica.
using Records = std::vector<std::vector<EpochRecord>>;

/// Has access to the arrays, parameters and losses of a training run, by replica. It is for classifier
/// files, traces and tests, which know LibTorch and this room, and may change parameters at the
/// start. A caller that only wants to follow the epochs of its trials and to stop the run uses
/// TrainingHooks (trial/Runner.hpp), which deal in plain types. Functions do nothing unless overridden.
class Observer {
 public:
  virtual ~Observer() = default;

  /// Called once the array exists, before its first step and before a checkpoint is loaded; may set
  /// parameters.
  virtual void on_start(TrialArray&) {}
  /// Called with every loss that is differentiated: the mean cross-entropies [A] of the tile's replicas.
  /// Where `counts` (bool [A]) is defined and false, the replica took no part. Not called for steps that are
  /// replayed (RunOptions::runner).
  virtual void on_loss(const Tile& tile, const torch::Tensor& losses, const torch::Tensor& counts) {
    static_cast<void>(tile), static_cast<void>(losses), static_cast<void>(counts);
  }
  /// Called after each evaluation. `replicas`: how many, from the first on, were in the simplifier's pass
  /// before it; 0 if there was no such pass.
  virtual void on_evaluation(TrialArray&, const Evaluation&, std::int64_t replicas) {
    static_cast<void>(replicas);
  }
  /// Called after each epoch, with all records so far; position.epoch is still that epoch, position.step the
  /// next step.
  virtual void on_epoch(TrialArray&, Method&, const Records& records) { static_cast<void>(records); }
  /// Called when training has ended, not if it was interrupted. The replicas in `reported` are done and have
  /// a reported epoch, whose classifiers the array now holds.
  virtual void on_end(TrialArray&, const std::vector<std::int64_t>& reported) { static_cast<void>(reported); }
};

}  // namespace friendly
