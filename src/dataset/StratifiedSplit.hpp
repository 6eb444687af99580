#pragma once
#include <torch/types.h>

#include <cstdint>

namespace friendly {

/// Indices of the examples on either side of a split; int64, ascending.
struct Split {
  torch::Tensor kept;
  torch::Tensor held_out;
};

/// Holds out `n_held_out` of the examples at random so that each class keeps its share: every class
/// contributes its quota rounded down, and the classes with the largest remainders one more each until there
/// are `n_held_out`. (The released code rounds each quota separately, with the same result for its sets,
/// whose quotas are whole or come in pairs.) `labels` is [N], int64; `n_held_out` must not exceed N.
Split stratified_split(const torch::Tensor& labels, std::int64_t n_held_out, std::uint64_t seed);

}  // namespace friendly
