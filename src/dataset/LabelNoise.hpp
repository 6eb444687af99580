#pragma once
#include <torch/types.h>

#include <cstdint>

namespace friendly {

/// A copy of `labels` ([N], int64) in which round(share · N) of them, chosen at random, are each replaced by
/// another of the classes that occur, all equally likely (docs/method.md, "Data"). The released code permutes
/// the labels of the first examples instead, which leaves about one in ten of them correct.
torch::Tensor with_noisy_labels(const torch::Tensor& labels, double share, std::uint64_t seed);

}  // namespace friendly
