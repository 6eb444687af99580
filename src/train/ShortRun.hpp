#pragma once
#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <vector>

#include "trial/DataSize.hpp"
#include "trial/TrialSpec.hpp"

namespace friendly {

/// Arrays that train side by side for two epochs, the first on simplified data, and are evaluated.
struct ShortRun {
  torch::Device device = torch::kCPU;
  int threads = 1;                    ///< CPU threads of each array
  int arrays = 1;                     ///< must be 1 on a GPU
  bool replays = true;                ///< steps as graphs, on a GPU
  std::int64_t minibatches = 3;       ///< in an epoch; the first and the last may not count
  std::int64_t evaluated = 64;        ///< examples in the evaluation that counts
  std::function<bool()> should_stop;  ///< true: give up
};

/// Mean seconds of the parts of one array's training: on a CPU those that its thread had a processor, so that
/// other programs hardly matter.
struct PartMeans {
  double step = 0, simplification = 0, iteration = 0, pass_step = 0;
  double evaluation = 0;  ///< of one example
};

/// What a ShortRun took.
struct ShortRunTimes {
  std::vector<PartMeans> arrays;
  double training = 0;         ///< seconds by the clock, in all
  double evaluation = 0;       ///< seconds by the clock, in all
  std::int64_t memory = 0;     ///< peak of one array's tensors, in bytes
  double processor_share = 1;  ///< of the time that each array's thread had a processor
};

/// Trains arrays like `specs` on random numbers in the place of data of size `data`. Throws Interrupted when
/// should_stop() says so.
ShortRunTimes time_short_run(const std::vector<TrialSpec>& specs, const DataSize& data, const ShortRun& run);

}  // namespace friendly
