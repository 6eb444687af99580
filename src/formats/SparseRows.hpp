#pragma once
#include <torch/types.h>

#include <cstdint>

namespace friendly {

/// A sparse CSR matrix [N, width]. Row i consists of the elements from `starts[i]` up to but not including
/// `starts[i + 1]` of `columns` and `values`; `starts` is [N + 1], both it and `columns` int64.
torch::Tensor sparse_rows(const torch::Tensor& starts, const torch::Tensor& columns,
                          const torch::Tensor& values, std::int64_t width);

/// Rows `rows` ([B], int64) of such a matrix, dense: [B, width]. An operator of LibTorch's, which waits for
/// nothing on a GPU.
torch::Tensor dense_rows(const torch::Tensor& matrix, const torch::Tensor& rows);

}  // namespace friendly
