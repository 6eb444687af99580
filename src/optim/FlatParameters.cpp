#include "optim/FlatParameters.hpp"

#include <torch/autograd.h>

#include <functional>
#include <numeric>

namespace friendly {

using torch::Tensor;

FlatParameters::FlatParameters(std::int64_t replicas, const std::vector<std::vector<std::int64_t>>& shapes,
                               const torch::TensorOptions& options)
    : shapes_(shapes) {
  std::int64_t total = 0;
  for (const auto& shape : shapes) {
    sizes_.push_back(std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>()));
    total += sizes_.back();
  }
  values_ = torch::zeros({replicas, total}, options);
}

std::vector<Tensor> FlatParameters::tensors(std::int64_t replicas, bool requires_grad) const {
  std::vector<Tensor> result;
  std::int64_t offset = 0;
  for (std::size_t i = 0; i < shapes_.size(); ++i) {
    std::vector<std::int64_t> shape = {replicas};
    shape.insert(shape.end(), shapes_[i].begin(), shapes_[i].end());
    result.push_back(rows(replicas).narrow(1, offset, sizes_[i]).view(shape).detach());
    result.back().requires_grad_(requires_grad);
    offset += sizes_[i];
  }
  return result;
}

Tensor flat(const std::vector<Tensor>& gradients) {
  std::vector<Tensor> rows;
  for (const Tensor& gradient : gradients) rows.push_back(gradient.reshape({gradient.size(0), -1}));
  return torch::cat(rows, 1);
}

Tensor flat_gradient(const Tensor& loss, const std::vector<Tensor>& tensors) {
  return flat(torch::autograd::grad({loss}, tensors));
}

}  // namespace friendly
