#pragma once
#include "train/CrossEntropyRules.hpp"

namespace friendly {

/// Compute all of an array on the current GPU, on its current stream.
template <class Number>
void score_by_kernel(const Predictions<Number>& predictions, std::int64_t replicas);
template <class Number>
void average_by_kernel(const MeanOfLosses<Number>& mean, std::int64_t replicas);

}  // namespace friendly
