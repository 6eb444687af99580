#pragma once
#include <torch/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace friendly {

/// Some examples of a data set and their labels, in the order in which the files or the generator have them.
struct Part {
  torch::Tensor inputs;  ///< [N, C, H, W] or [N, D], float32; [N, D] in sparse CSR form for text
  torch::Tensor labels;  ///< [N], int64

  std::int64_t size() const { return labels.numel(); }

  /// The inputs of the examples that `indices` ([B], int64, on the device of the part) names: dense, [B,
  /// ...].
  torch::Tensor inputs_at(const torch::Tensor& indices) const;

  /// The examples that `indices` ([B], int64) names, as a part of the same form, dense or sparse.
  Part subset(const torch::Tensor& indices) const;

  /// Examples `begin` to `end` (exclusive); dense inputs stay where they are, nothing is copied.
  Part slice(std::int64_t begin, std::int64_t end) const;

  /// The same on another device.
  Part to(const torch::Device& device) const;
};

/// What a trial trains, selects and is tested on.
struct Dataset {
  std::string name;
  std::int64_t n_classes;  ///< outputs of a classifier; 10 for every set of 28 x 28 images, as released
  Part train, valid, test;
  std::string checksum;  ///< SHA-256 over the sources: tells whether two runs saw the same data
  std::string origin;    ///< in words: the files of its authors, or generated, by what and from what

  /// Shape of one example: {C, H, W} or {D}.
  std::vector<std::int64_t> input_shape() const { return train.inputs.sizes().slice(1).vec(); }
};

}  // namespace friendly
