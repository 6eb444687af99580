#pragma once
#include <functional>
#include <vector>

#include "trial/Bundle.hpp"
#include "trial/TrialResult.hpp"

namespace friendly {

/// What a caller of training, a sweep's worker for instance, is told and asked while it runs. Hooks speak of
/// trials by their position in the bundle and of plain records, so that callers need neither LibTorch nor the
/// train room. Code that looks at the arrays themselves (parameters, losses, images) is an Observer
/// (train/Observer.hpp).
struct TrainingHooks {
  /// Called after each epoch of each trial; `trial` is its index in the bundle.
  std::function<void(std::size_t trial, const EpochRecord& record)> on_epoch;
  /// Called before every training step, so it must be cheap; true: save a checkpoint and throw Interrupted.
  std::function<bool()> should_stop;
};

/// Trains a bundle and returns one outcome per trial, in the bundle's order. Throws Interrupted if
/// should_stop() returned true; any other std::exception means that every trial of the bundle has failed.
using Runner = std::function<std::vector<TrialOutcome>(const Bundle& bundle, const TrainingHooks& hooks)>;

}  // namespace friendly
