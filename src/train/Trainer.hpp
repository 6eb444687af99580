#pragma once
#include <torch/types.h>

#include <limits>
#include <vector>

#include "dataset/Dataset.hpp"
#include "train/Observer.hpp"
#include "train/ReplicaStore.hpp"
#include "train/StepRunner.hpp"
#include "trial/Runner.hpp"
#include "trial/TrialSpec.hpp"

namespace friendly {

/// How run_bundle() trains: everything that is not part of a trial's specification.
struct RunOptions {
  torch::Device device = torch::kCPU;
  bool shuffle = true;               ///< false: examples in the order of the data, for traces
  ReplicaStore* replicas = nullptr;  ///< what to resume from and save to; null: nothing
  double checkpoint_interval = 60;   ///< least seconds between saves; interruptions and ends save too
  double checkpoint_share = 0.03;    ///< most of the time that saving may take
  /// Seconds of training in this start after which the trials of an array end as failed.
  double timeout = std::numeric_limits<double>::infinity();
  /// Epochs after which trials pause, saved, with the status `paused`; 0: they are trained to the end.
  std::int64_t pause_after = 0;
  /// How steps are computed; null: as suits the device. An observer sees only losses of steps that are not
  /// replayed.
  StepRunner* runner = nullptr;
  TrainingHooks hooks;           ///< for the caller; either may be empty
  Observer* observer = nullptr;  ///< sees inside the training; may be null
};

/// Trains a bundle, trials of one shape, as one array (docs/method.md, "The four methods"), and returns their
/// outcomes in the order of `specs`, except for what only the caller knows. A trial whose loss becomes
/// infinite or NaN ends as diverged without affecting the others. What `options.replicas` has of the trials
/// is resumed; if that is of different positions, those of equal position are trained as an array, one array
/// after the other. What is further than `options.pause_after` is not used. `data` must be what
/// dataset_request() of every specification describes. Throws Interrupted when should_stop() said so, and
/// UserError if specifications and data do not fit each other.
std::vector<TrialOutcome> run_bundle(const std::vector<TrialSpec>& specs, const Dataset& data,
                                     const RunOptions& options);

}  // namespace friendly
