#include "optim/ArrayOptimizer.hpp"

#include "core/Check.hpp"

namespace friendly {

using torch::Tensor;

namespace {

Tensor column(const std::vector<double>& numbers, const torch::TensorOptions& options) {
  return torch::tensor(numbers, torch::kFloat64).unsqueeze(1).to(options);
}

class Adam : public ArrayOptimizer {
 public:
  Adam(const Tensor& values, const std::vector<double>& rates, const std::vector<double>& decays)
      : ArrayOptimizer(values, rates, decays, 2) {}

 private:
  void update(Tensor& values, const Tensor& decayed, std::vector<Tensor>& moments, const Tensor& rates,
              const Tensor& steps) override {
    constexpr double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;
    moments[0].mul_(beta1).add_(decayed, 1 - beta1);
    moments[1].mul_(beta2).addcmul_(decayed, decayed, 1 - beta2);
    const Tensor correction1 = 1 - torch::pow(beta1, steps), correction2 = 1 - torch::pow(beta2, steps);
    const auto dtype = values.scalar_type();
    Tensor change = moments[1].sqrt().div_(correction2.sqrt().to(dtype)).add_(epsilon);
    torch::div_out(change, moments[0], change);
    values.sub_(change.mul_((rates / correction1).to(dtype)));
  }
};

class Adadelta : public ArrayOptimizer {
 public:
  Adadelta(const Tensor& values, const std::vector<double>& rates, const std::vector<double>& decays)
      : ArrayOptimizer(values, rates, decays, 2) {}

 private:
  void update(Tensor& values, const Tensor& decayed, std::vector<Tensor>& moments, const Tensor& rates,
              const Tensor&) override {
    constexpr double rho = 0.9, epsilon = 1e-6;
    moments[0].mul_(rho).addcmul_(decayed, decayed, 1 - rho);
    const Tensor change = (moments[1] + epsilon).sqrt_().div_((moments[0] + epsilon).sqrt_()).mul_(decayed);
    moments[1].mul_(rho).addcmul_(change, change, 1 - rho);
    values.sub_(change * rates.to(values.scalar_type()));
  }
};

class RmsProp : public ArrayOptimizer {
 public:
  RmsProp(const Tensor& values, const std::vector<double>& rates, const std::vector<double>& decays)
      : ArrayOptimizer(values, rates, decays, 1) {}

 private:
  void update(Tensor& values, const Tensor& decayed, std::vector<Tensor>& moments, const Tensor& rates,
              const Tensor&) override {
    constexpr double alpha = 0.99, epsilon = 1e-8;
    moments[0].mul_(alpha).addcmul_(decayed, decayed, 1 - alpha);
    const Tensor scale = moments[0].sqrt().add_(epsilon);
    values.sub_((decayed / scale).mul_(rates.to(values.scalar_type())));
  }
};

class MomentumSgd : public ArrayOptimizer {
 public:
  MomentumSgd(const Tensor& values, const std::vector<double>& rates, const std::vector<double>& decays)
      : ArrayOptimizer(values, rates, decays, 1) {}

 private:
  void update(Tensor& values, const Tensor& decayed, std::vector<Tensor>& moments, const Tensor& rates,
              const Tensor&) override {
    moments[0].mul_(0.9).add_(decayed);
    values.sub_(moments[0] * rates.to(values.scalar_type()));
  }
};

}  // namespace

ArrayOptimizer::ArrayOptimizer(const Tensor& values, const std::vector<double>& rates,
                               const std::vector<double>& weight_decays, std::size_t moments)
    : decay_tensor_(column(weight_decays, values.options())) {
  for (std::size_t i = 0; i < moments; ++i) state_.push_back(torch::zeros_like(values));
  state_.push_back(torch::zeros({values.size(0), 1}, values.options().dtype(torch::kFloat64)));
  set_learning_rates(rates);
}

void ArrayOptimizer::set_learning_rates(const std::vector<double>& rates) {
  rates_ = rates;
  rate_tensor_ = column(rates, state_.back().options());
}

void ArrayOptimizer::step(Tensor values, const Tensor& gradient, const Tensor& active) {
  FRIENDLY_CHECK(values.sizes() == gradient.sizes(), "one gradient per parameter");
  const torch::NoGradGuard no_graph;
  const auto replicas = values.size(0);
  std::vector<Tensor> rows;
  for (const Tensor& tensor : state_) rows.push_back(tensor.narrow(0, 0, replicas));
  std::vector<Tensor> changing = rows, before;
  changing.push_back(values);
  if (active.defined())
    for (const Tensor& tensor : changing) before.push_back(tensor.clone());

  rows.back().add_(1);
  const Tensor decayed = torch::addcmul(gradient, values, decay_tensor_.narrow(0, 0, replicas));
  update(values, decayed, rows, rate_tensor_.narrow(0, 0, replicas), rows.back());

  for (std::size_t i = 0; i < before.size(); ++i)
    changing[i].copy_(torch::where(active, changing[i], before[i]));
}

std::unique_ptr<ArrayOptimizer> make_optimizer(const std::string& name, const Tensor& values,
                                               const std::vector<double>& rates,
                                               const std::vector<double>& weight_decays) {
  if (name == "adam") return std::make_unique<Adam>(values, rates, weight_decays);
  if (name == "adadelta") return std::make_unique<Adadelta>(values, rates, weight_decays);
  if (name == "rmsprop") return std::make_unique<RmsProp>(values, rates, weight_decays);
  FRIENDLY_CHECK(name == "sgd", "a known optimiser");
  return std::make_unique<MomentumSgd>(values, rates, weight_decays);
}

}  // namespace friendly
