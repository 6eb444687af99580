#pragma once
#include "trial/ArrayTimes.hpp"
#include "trial/Bundle.hpp"
#include "trial/DataSize.hpp"

namespace friendly {

/// How often something is done in the course of an array's training.
struct Repeats {
  double times = 0;
  double replicas = 0;  ///< how many take part, summed over these times
};

/// All that an array does, with the parts of ArrayTimes. Trials that would end early, because they diverge,
/// reach their acc_thres or have no example left to move, are counted as if they did not.
struct Workload {
  Repeats steps, simplifications, iterations, pass_steps, evaluations;

  /// How long it takes, in seconds.
  double seconds(const ArrayTimes& times) const;
};

/// What training `bundle` on data of this size takes (docs/method.md, "The four methods"): from where its
/// trials paused before to where they pause.
Workload workload_of(const Bundle& bundle, const DataSize& data);

}  // namespace friendly
