#pragma once
#include <torch/types.h>

namespace friendly {

/// Whether narrow_linear() can compute this layer: few outputs of many inputs, float32 on a CPU with AVX2.
/// BLAS makes less than half of what the processor can do of evaluating them.
bool suits_narrow_linear(const torch::Tensor& x, const torch::Tensor& weight);

/// x W^T + b [R, B, out] with gradients, for x [1 or R, B, in], W [R, out, in] and b [R, out]. Numbers depend
/// neither on the batch's size nor on other replicas.
torch::Tensor narrow_linear(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias);

}  // namespace friendly
