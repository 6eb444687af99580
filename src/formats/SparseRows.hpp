#pragma once
#include <torch/types.h>

#include <cstdint>

namespace friendly {

/// A sparse CSR matrix of `width` columns; row i has the elements `starts[i]` to `starts[i + 1]` (int64) of
/// `columns` (int64) and `values`.
torch::Tensor sparse_rows(const torch::Tensor& starts, const torch::Tensor& columns,
                          const torch::Tensor& values, std::int64_t width);

}  // namespace friendly
