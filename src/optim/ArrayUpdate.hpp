#pragma once
#include <torch/types.h>

#include <cstdint>

#include "optim/UpdateRules.hpp"

namespace friendly {

/// One step of an optimiser for A replicas of an array of R, those from `first` on; all on one device.
struct ArrayUpdate {
  UpdateRule rule;
  at::TensorList values;     ///< [R, shape...] per slot, contiguous; changes
  at::TensorList moments;    ///< likewise, of all slots, and if the rule has two again of all slots; changes
  torch::Tensor steps;       ///< float64 [R, 1]: how many each replica has made; changes
  at::TensorList gradients;  ///< [A, shape...] per slot, contiguous
  torch::Tensor rates, decays;  ///< float64 [R]
  torch::Tensor active;         ///< bool [A]: which of them take part; undefined: all
  std::int64_t first;

  std::int64_t replicas() const { return gradients.front().size(0); }
};

/// Walks parameters, gradients and moments once: one loop on a CPU, one kernel on a GPU.
void update_array(const ArrayUpdate& update);

}  // namespace friendly
