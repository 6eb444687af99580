#pragma once
#include <functional>
#include <stdexcept>
#include <vector>

#include "trial/Bundle.hpp"
#include "trial/TrialResult.hpp"

namespace friendly {

/// What a caller of training, a sweep's worker for instance, is told and asked while it runs. Hooks speak of
/// trials by their position in the bundle and of plain records, so that callers need neither LibTorch nor the
/// train room. Code that looks at the arrays themselves (parameters, losses) is an Observer
/// (train/Observer.hpp).
struct TrainingHooks {
  /// Called after each epoch of each trial; `trial` is its index in the bundle.
  std::function<void(std::size_t trial, const EpochRecord& record)> on_epoch;
  /// Called before every training step and while data are read or scored, so it must be cheap; true: save and
  /// throw Interrupted. The calls also show that the training makes headway.
  std::function<bool()> should_stop;
};

/// Thrown by a Runner that cannot train anything here, for want of a device or of data: a fault of the rank,
/// not of the trials, which another rank may train.
class UnusableRank : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Trains bundles: what a worker is given.
struct Runner {
  using Train = std::function<std::vector<TrialOutcome>(const Bundle& bundle, const TrainingHooks& hooks)>;

  Runner() = default;
  /// A runner that keeps nothing: any function that can be called like a Train.
  template <class Function, class = std::enable_if_t<std::is_constructible_v<Train, Function>>>
  Runner(Function function) : train(std::move(function)) {}

  /// Trains a bundle and returns one outcome per trial, in the bundle's order. Throws Interrupted if
  /// should_stop() returned true, and UnusableRank; any other std::exception means that every trial of the
  /// bundle has failed.
  Train train;
  /// The rows of `bundle`, which train() returned, are durable: what was kept to resume it may go.
  std::function<void(const Bundle& bundle)> recorded = [](const Bundle&) {};
};

}  // namespace friendly
