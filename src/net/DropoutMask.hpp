#pragma once
#include <torch/types.h>

#include <cstdint>

namespace friendly {

/// What Dropout multiplies `x` by: a tensor like it, of float32 where its type is shorter, filled in its
/// order in memory as net/DropoutLoops.hpp describes it. `key`, int64 [1], is on the same device.
torch::Tensor dropout_mask(const torch::Tensor& x, double probability, const torch::Tensor& key,
                           std::uint32_t layer);

}  // namespace friendly
