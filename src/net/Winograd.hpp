#pragma once
#include <torch/types.h>

#include <cstdint>

namespace friendly {

/// Whether winograd_convolution() can compute this convolution, and is faster than LibTorch: float32 on a CPU
/// with AVX2, square kernels of 2 to 4 pixels, stride 1, channels in multiples of 16.
bool suits_winograd(const torch::Tensor& x, const torch::Tensor& weight, std::int64_t stride);

/// torch::conv2d(x, weight, bias, 1, padding), with gradients, for [B, C, H, W] with channels last in memory.
/// Rounding differs: errors are up to some 1e-5 of the largest output.
torch::Tensor winograd_convolution(const torch::Tensor& x, const torch::Tensor& weight,
                                   const torch::Tensor& bias, std::int64_t padding);

}  // namespace friendly
