#pragma once
#include <torch/types.h>

#include <cstdint>
#include <string>

namespace friendly {

/// Inputs and their labels, in the order of the file or generator they come from.
struct Examples {
  torch::Tensor inputs;  ///< [N, C, H, W] or [N, D], float32; [N, D] in sparse CSR form for text
  torch::Tensor labels;  ///< [N], int64

  std::int64_t size() const { return labels.numel(); }

  /// The inputs of the examples at `indices` ([B], int64, on the device of the inputs): dense, [B, …].
  torch::Tensor inputs_at(const torch::Tensor& indices) const;
  /// Those of the examples from `begin` up to but not including `end`: a view unless they are sparse.
  torch::Tensor inputs_between(std::int64_t begin, std::int64_t end) const;

  /// The examples at `indices` ([B], int64); inputs stay dense or sparse.
  Examples subset(const torch::Tensor& indices) const;

  /// The examples from `begin` up to but not including `end`; dense inputs are views, not copies.
  Examples slice(std::int64_t begin, std::int64_t end) const;

  /// The same examples on the device of `options`, with inputs of its type.
  Examples to(const torch::TensorOptions& options) const;
};

/// A data set as read from its files or generated, before training and validation examples are split. Nothing
/// here depends on a trial's seed.
struct UnsplitDataset {
  Examples known;        ///< for training and validation
  Examples test;         ///< for testing
  std::string checksum;  ///< SHA-256 over the names and contents of the sources
  std::string origin;    ///< a description: whose files, or how generated
};

}  // namespace friendly
