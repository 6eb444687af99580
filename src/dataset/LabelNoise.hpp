#pragma once
#include <torch/types.h>

#include <cstdint>

namespace friendly {

/// `labels` ([N], int64) with round(share · N) of them, chosen at random, replaced by another of the classes
/// that occur, each equally likely. (The released code permutes the labels of the first examples instead,
/// which leaves about one in ten of them true.)
torch::Tensor with_noisy_labels(const torch::Tensor& labels, double share, std::uint64_t seed);

}  // namespace friendly
