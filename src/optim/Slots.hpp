#pragma once
#include <torch/types.h>

#include <cstdint>
#include <vector>

namespace friendly {

/// Numbers for the parameters of an array of R replicas: for each tensor of a network (a slot) one [R,
/// shape...], contiguous and aligned to 128 bytes, all in one allocation. Parameters and the moments of their
/// optimiser have the same layout.
class Slots {
 public:
  using Shapes = std::vector<std::vector<std::int64_t>>;

  /// `shapes`: those of one replica's tensors. All values start at 0.
  Slots(std::int64_t replicas, Shapes shapes, const torch::TensorOptions& options);

  std::int64_t replicas() const { return replicas_; }
  const Shapes& shapes() const { return shapes_; }
  torch::TensorOptions options() const { return tensors_.front().options(); }
  /// [R, shape...] per slot, sharing memory.
  const std::vector<torch::Tensor>& tensors() const { return tensors_; }

  /// The `count` replicas from `first` on, sharing memory: leaves of the autograd graph [count, shape...],
  /// which need gradients if `requires_grad`.
  std::vector<torch::Tensor> leaves(std::int64_t first, std::int64_t count, bool requires_grad) const;

  /// A copy of one replica's numbers, slot after slot, flat [P].
  torch::Tensor flat(std::int64_t replica) const;
  /// Sets one replica's numbers to `values`, flat [P].
  void set_flat(std::int64_t replica, const torch::Tensor& values);

 private:
  std::int64_t replicas_;
  Shapes shapes_;
  std::vector<torch::Tensor> tensors_;
};

}  // namespace friendly
