#pragma once
#include <torch/types.h>

#include <vector>

namespace friendly {

/// What one launch updates: A replicas of an array.
struct KernelUpdate {
  /// [A, shape...] per slot, contiguous; the second moments are empty if the rule has only one.
  std::vector<torch::Tensor> values, gradients, first_moments, second_moments;
  torch::Tensor rates, decays, steps;  ///< float64 [A], on the device; steps are counted from 1
  torch::Tensor active;                ///< bool [A], on the device; undefined: all
};

/// Applies a rule of UpdateRules.hpp on the GPU that holds the tensors, on its present stream. Waits for
/// nothing, and reads all that changes between steps from the device, so that a graph may hold it.
template <class Rule>
void update_by_kernel(const KernelUpdate& update);

}  // namespace friendly
