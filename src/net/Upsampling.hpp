#pragma once
#include <torch/types.h>

namespace friendly {

/// Images [B, C, H, W] at twice their size, bilinearly interpolated with the corners in place
/// (torch::upsample_bilinear2d with align_corners).
torch::Tensor upsample(const torch::Tensor& images);

/// The same by two products with interpolating matrices, which upsample() takes on a GPU: LibTorch's
/// kernel there sums gradients in no fixed order, so that no two trainings would have the same numbers.
torch::Tensor upsample_by_products(const torch::Tensor& images);

}  // namespace friendly
