#pragma once

namespace friendly {

/// How long something takes that several replicas do side by side, in seconds.
struct PartTime {
  double fixed = 0;  ///< however many they are
  double each = 0;   ///< and for each replica more

  double of(double replicas) const { return fixed + each * replicas; }
};

/// How long the parts of an array's training take.
struct ArrayTimes {
  PartTime step;            ///< a classifier step on data as they are
  PartTime simplification;  ///< what a step on simplified data takes longer, besides FT's inner iterations
  PartTime iteration;       ///< one inner iteration of FT
  PartTime pass_step;       ///< a step of NFT's simplifier
  PartTime evaluation;      ///< the evaluation of one example
};

}  // namespace friendly
