#pragma once
#include <torch/types.h>

#include <string>
#include <vector>

#include "dataset/Dataset.hpp"
#include "train/Observer.hpp"
#include "trial/Runner.hpp"
#include "trial/TrialSpec.hpp"

namespace friendly {

/// How run_bundle() trains: everything that is not part of a trial's specification.
struct RunOptions {
  torch::Device device = torch::kCPU;
  bool shuffle = true;              ///< false: examples in the order of the data, for traces
  std::string checkpoint;           ///< file to resume from and save to; empty: none
  double checkpoint_interval = 60;  ///< seconds between checkpoints; an interruption saves one too
  TrainingHooks hooks;              ///< for the caller; either may be empty
  Observer* observer = nullptr;     ///< sees inside the training; may be null
};

/// Trains a bundle, trials of one shape, as one array (docs/method.md, "The four methods"), and returns their
/// outcomes in the order of `specs`. A trial whose loss becomes infinite or NaN ends as diverged without
/// affecting the others. `data` must be what dataset_request() of every specification describes. Throws
/// Interrupted when should_stop() said so, and UserError if specifications, data or checkpoint do not fit
/// each other.
std::vector<TrialOutcome> run_bundle(const std::vector<TrialSpec>& specs, const Dataset& data,
                                     const RunOptions& options);

}  // namespace friendly
