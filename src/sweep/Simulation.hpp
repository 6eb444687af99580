#pragma once
#include <functional>
#include <vector>

#include "sweep/Racing.hpp"
#include "sweep/Scheduler.hpp"

namespace friendly {

/// The course of a simulated sweep.
struct SimulatedSweep {
  struct HandOut {
    std::int64_t bundle = 0;
    int worker = 0;
    double start = 0;  ///< seconds since the start of the sweep
  };
  std::vector<HandOut> hand_outs;  ///< in chronological order
  double seconds = 0;              ///< until the last bundle ends
  double utilisation = 0;          ///< share of that time spent training, averaged over workers
};

/// Lets `scheduler` hand out its bundles, and those of `racing`, to workers 1 to `workers`, which all ask at
/// time 0, in this order. A bundle takes as long as `seconds` says, and trials that race reach the validation
/// accuracy that `accuracy` says. The policies are the scheduler's and the races' own; only messages and
/// clock are simulated.
SimulatedSweep simulate(Scheduler scheduler, int workers,
                        const std::function<double(const Bundle& bundle)>& seconds, Racing racing = {},
                        const std::function<double(const Trial& trial)>& accuracy = nullptr);

}  // namespace friendly
