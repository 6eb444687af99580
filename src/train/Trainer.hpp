#pragma once
#include <torch/types.h>

#include <string>
#include <vector>

#include "dataset/Dataset.hpp"
#include "train/Observer.hpp"
#include "trial/Runner.hpp"
#include "trial/TrialSpec.hpp"

namespace friendly {

struct RunOptions {
  torch::Device device = torch::kCPU;
  bool shuffle = true;              ///< false: examples in the data's order, for traces
  std::string checkpoint;           ///< file to resume from and save to; empty: none
  double checkpoint_interval = 60;  ///< seconds between two checkpoints, besides the one of an interruption
  TrainingHooks hooks;              ///< either may be empty
  Observer* observer = nullptr;     ///< sees inside the training
};

/// Trains a bundle, trials of one shape, as one array. The outcomes are in the order of `specs`; a trial
/// whose loss is not finite ends as diverged and leaves the others alone. `data` must be what all of them
/// name, with their split. Throws Interrupted, and UserError where specification, data or checkpoint do not
/// fit.
std::vector<TrialOutcome> run_bundle(const std::vector<TrialSpec>& specs, const Dataset& data,
                                     const RunOptions& options);

}  // namespace friendly
