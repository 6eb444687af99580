#pragma once
#include <torch/types.h>

#include <cstdint>

namespace friendly {

/// Which examples go where; both int64, ascending.
struct Split {
  torch::Tensor rest;
  torch::Tensor chosen;
};

/// Chooses `n_chosen` of the examples at random so that each class keeps its share: every class gives its
/// quota rounded down, and the classes with the largest remainders one more until `n_chosen` are there. (The
/// released code rounds each quota by itself: the same for all its sets, whose quotas are whole or come in
/// pairs.) `labels` is [N], int64; `n_chosen` at most N.
Split stratified_split(const torch::Tensor& labels, std::int64_t n_chosen, std::uint64_t seed);

}  // namespace friendly
