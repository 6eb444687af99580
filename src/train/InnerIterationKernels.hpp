#pragma once
#include <torch/types.h>

#include "train/InnerIterationRules.hpp"

namespace friendly {

/// Compute all of an array on the current GPU, on its current stream.
template <class Number>
void choose_by_kernel(const InnerChoice<Number>& choice, std::int64_t replicas);
template <class Number>
void move_by_kernel(const InnerMove<Number>& move, std::int64_t replicas);
/// Copies the rows of `from` to those of `to` where `chosen`, bool [A], is true; [A, ...] per slot.
void keep_by_kernel(at::TensorList to, at::TensorList from, const torch::Tensor& chosen);

}  // namespace friendly
