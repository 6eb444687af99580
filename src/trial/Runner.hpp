#pragma once
#include <functional>
#include <vector>

#include "trial/Bundle.hpp"
#include "trial/TrialResult.hpp"

namespace friendly {

/// What training reports to whoever asked for it, and asks of them.
struct TrainingHooks {
  /// An epoch of the bundle's trial number `trial` (from 0) is over.
  std::function<void(std::size_t trial, const EpochRecord& record)> on_epoch;
  /// Asked before every training step, so it must be cheap; true: save a checkpoint and throw Interrupted.
  std::function<bool()> should_stop;
};

/// Trains a bundle and returns one outcome per trial, in their order. Throws Interrupted when should_stop()
/// said so, or any other std::exception, which makes every trial of the bundle a failed one.
using Runner = std::function<std::vector<TrialOutcome>(const Bundle& bundle, const TrainingHooks& hooks)>;

}  // namespace friendly
