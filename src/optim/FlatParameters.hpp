#pragma once
#include <torch/types.h>

#include <cstdint>
#include <vector>

namespace friendly {

/// The parameters of an array of R replicas in one buffer [R, P]: one row per replica, its tensors one after
/// the other. The first A replicas can be used alone, without a copy.
class FlatParameters {
 public:
  /// `shapes`: the shapes of one replica's tensors. All values start at 0.
  FlatParameters(std::int64_t replicas, const std::vector<std::vector<std::int64_t>>& shapes,
                 const torch::TensorOptions& options);

  /// The buffer, [R, P].
  torch::Tensor& values() { return values_; }
  /// The first `replicas` rows of the buffer, sharing its memory.
  torch::Tensor rows(std::int64_t replicas) const { return values_.narrow(0, 0, replicas); }

  /// The first `replicas` rows as one tensor [A, shape...] per shape, sharing the buffer's memory: leaves of
  /// the autograd graph, which need gradients if `requires_grad`.
  std::vector<torch::Tensor> tensors(std::int64_t replicas, bool requires_grad) const;

 private:
  std::vector<std::vector<std::int64_t>> shapes_;
  std::vector<std::int64_t> sizes_;
  torch::Tensor values_;
};

/// Joins gradients of FlatParameters::tensors() in the buffer's layout, flat [A, P].
torch::Tensor flat(const std::vector<torch::Tensor>& gradients);

/// Gradient of the scalar `loss` with respect to the result of FlatParameters::tensors(), flat [A, P].
torch::Tensor flat_gradient(const torch::Tensor& loss, const std::vector<torch::Tensor>& tensors);

}  // namespace friendly
