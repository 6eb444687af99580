#include "optim/ArrayOptimizer.hpp"

#include "core/Check.hpp"
#include "optim/ArrayUpdate.hpp"

namespace friendly {

using torch::Tensor;

ArrayOptimizer::ArrayOptimizer(const std::string& rule, const Slots& values, const std::vector<double>& rates,
                               const std::vector<double>& weight_decays)
    : rule_(rule_called(rule)),
      rates_(rates),
      steps_(torch::zeros({values.replicas(), 1}, values.options().dtype(torch::kFloat64))),
      rates_there_(torch::tensor(rates, torch::kFloat64).to(steps_.device())),
      decays_there_(torch::tensor(weight_decays, torch::kFloat64).to(steps_.device())) {
  with_rule(rule_, [&](auto named) {
    for (int i = 0; i < decltype(named)::kMoments; ++i) {
      const Slots moments(values.replicas(), values.shapes(), values.options());
      moments_.insert(moments_.end(), moments.tensors().begin(), moments.tensors().end());
    }
  });
}

void ArrayOptimizer::step(const Slots& values, const std::vector<Tensor>& gradients, std::int64_t first,
                          const Tensor& active) {
  FRIENDLY_CHECK(gradients.size() == values.tensors().size(), "one gradient per slot");
  const torch::NoGradGuard no_graph;
  std::vector<Tensor> in_order;
  for (const Tensor& gradient : gradients) in_order.push_back(gradient.contiguous());
  update_array(
      {rule_, values.tensors(), moments_, steps_, in_order, rates_there_, decays_there_, active, first});
}

void ArrayOptimizer::set_learning_rates(const std::vector<double>& rates) {
  rates_ = rates;
  rates_there_.copy_(torch::tensor(rates, torch::kFloat64));
}

std::vector<Tensor> ArrayOptimizer::state() const {
  std::vector<Tensor> all = moments_;
  all.push_back(steps_);
  return all;
}

}  // namespace friendly
