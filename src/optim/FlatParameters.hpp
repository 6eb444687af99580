#pragma once
#include <torch/types.h>

#include <cstdint>
#include <vector>

namespace friendly {

/// The parameters of an array of R replicas in one buffer [R, P]: a row a replica, its tensors one after the
/// other. A prefix of the replicas can be used alone, without a copy.
class FlatParameters {
 public:
  /// `shapes`: those of one replica's tensors. The values start at 0.
  FlatParameters(std::int64_t replicas, const std::vector<std::vector<std::int64_t>>& shapes,
                 const torch::TensorOptions& options);

  /// The buffer, [R, P].
  torch::Tensor& values() { return values_; }
  /// Its first `replicas` rows, sharing memory.
  torch::Tensor rows(std::int64_t replicas) const { return values_.narrow(0, 0, replicas); }

  /// One tensor [A, shape...] per shape, of the first `replicas` rows, sharing the buffer's memory. They are
  /// leaves of the autograd graph if `requires_grad`.
  std::vector<torch::Tensor> tensors(std::int64_t replicas, bool requires_grad) const;

 private:
  std::vector<std::vector<std::int64_t>> shapes_;
  std::vector<std::int64_t> sizes_;
  torch::Tensor values_;
};

/// Gradients by the tensors that FlatParameters::tensors() gave, joined as the buffer lies: flat [A, P].
torch::Tensor flat(const std::vector<torch::Tensor>& gradients);

/// Gradient of the scalar `loss` by the tensors that FlatParameters::tensors() gave, flat [A, P].
torch::Tensor flat_gradient(const torch::Tensor& loss, const std::vector<torch::Tensor>& tensors);

}  // namespace friendly
