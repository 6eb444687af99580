#pragma once
#include <functional>
#include <vector>

#include "sweep/Scheduler.hpp"

namespace friendly {

/// What a simulated sweep came to.
struct SimulatedSweep {
  struct HandOut {
    std::int64_t bundle = 0;
    int worker = 0;
    double start = 0;  ///< s
  };
  std::vector<HandOut> hand_outs;  ///< in their order
  double seconds = 0;              ///< until the last bundle ended
  double utilisation = 0;          ///< share of that time in which workers trained, over all workers
};

/// Lets `scheduler` hand out its bundles to workers 1 to `workers`, all of which ask at time 0 in this order,
/// each bundle taking as long as `seconds` says. The policy is the scheduler's own; only messages and clocks
/// are made up.
SimulatedSweep simulate(Scheduler scheduler, int workers,
                        const std::function<double(const Bundle& bundle)>& seconds);

}  // namespace friendly
