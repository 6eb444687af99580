#include "optim/ArrayOptimizer.hpp"

#include <ATen/Parallel.h>

#include "core/Check.hpp"
#include "optim/UpdateKernels.hpp"
#include "optim/UpdateLoops.hpp"
#include "optim/UpdateRules.hpp"

namespace friendly {

using torch::Tensor;

namespace {

constexpr std::int64_t kNumbersPerThread = 1 << 15;  // a thread is not worth starting for fewer

template <class Number>
UpdateRow<Number> part_of(UpdateRow<Number> row, std::int64_t begin, std::int64_t end) {
  row.value += begin;
  row.gradient += begin;
  row.first += begin;
  if (row.second != nullptr) row.second += begin;
  row.count = end - begin;
  return row;
}

template <class Rule>
class RuleOptimizer : public ArrayOptimizer {
 public:
  RuleOptimizer(const Slots& values, const std::vector<double>& rates, const std::vector<double>& decays)
      : ArrayOptimizer(values, rates, decays, Rule::kMoments) {}

  void step(const Slots& values, const std::vector<Tensor>& gradients, std::int64_t first,
            const Tensor& active) override {
    FRIENDLY_CHECK(gradients.size() == values.tensors().size(), "one gradient per slot");
    const torch::NoGradGuard no_graph;
    if (!gradients.front().is_cpu())
      update_on_gpu(values, gradients, first, active);
    else if (gradients.front().scalar_type() == torch::kFloat64)
      update_rows<double>(values, gradients, first, active);
    else
      update_rows<float>(values, gradients, first, active);
  }

 private:
  double* steps_data() { return steps_.data_ptr<double>(); }
  double decay(std::int64_t replica) const { return decays_[static_cast<std::size_t>(replica)]; }
  UpdateFactors factors(std::int64_t replica) {
    return Rule::factors(rates_[static_cast<std::size_t>(replica)], steps_data()[replica]);
  }

  template <class Number>
  void update_rows(const Slots& values, const std::vector<Tensor>& gradients, std::int64_t first,
                   const Tensor& active) {
    std::vector<std::int64_t> moving;  // indices into gradients
    std::vector<UpdateFactors> factors_of;
    for (std::int64_t r = 0; r < gradients.front().size(0); ++r) {
      if (active.defined() && !active.data_ptr<bool>()[r]) continue;
      moving.push_back(r);
      steps_data()[first + r] += 1;
      factors_of.push_back(factors(first + r));
    }
    for (std::size_t slot = 0; slot < gradients.size(); ++slot) {
      const auto start = [](const Tensor& tensor) { return tensor.data_ptr<Number>(); };
      const Tensor& value = values.tensors()[slot];
      const Tensor gradient = gradients[slot].contiguous();
      const std::int64_t count = value.numel() / value.size(0);
      FRIENDLY_CHECK(gradient.numel() == count * gradient.size(0), "one gradient per parameter");
      for (std::size_t i = 0; i < moving.size(); ++i) {
        const std::int64_t r = moving[i];
        const auto [rate, other] = factors_of[i];
        const std::int64_t offset = (first + r) * count;
        const UpdateRow<Number> row = {
            start(value) + offset,
            start(gradient) + r * count,
            start(moments_[0].tensors()[slot]) + offset,
            Rule::kMoments > 1 ? start(moments_.back().tensors()[slot]) + offset : nullptr,
            count,
            static_cast<Number>(decay(first + r)),
            {static_cast<Number>(rate), static_cast<Number>(other)}};
        at::parallel_for(0, count, kNumbersPerThread, [&](std::int64_t begin, std::int64_t end) {
          update_row<Rule>(part_of(row, begin, end));
        });
      }
    }
  }

  void update_on_gpu(const Slots& values, const std::vector<Tensor>& gradients, std::int64_t first,
                     const Tensor& active) {
#ifdef FRIENDLY_CUDA
    const auto replicas = gradients.front().size(0);
    const auto rows_of = [&](const std::vector<Tensor>& tensors) {
      std::vector<Tensor> rows;
      for (const Tensor& tensor : tensors) rows.push_back(tensor.narrow(0, first, replicas));
      return rows;
    };
    std::vector<Tensor> in_order;
    for (const Tensor& gradient : gradients) in_order.push_back(gradient.contiguous());
    const Tensor steps = steps_.view({-1}).narrow(0, first, replicas);
    active.defined() ? steps.add_(active) : steps.add_(1);
    update_by_kernel<Rule>({rows_of(values.tensors()), in_order, rows_of(moments_[0].tensors()),
                            Rule::kMoments > 1 ? rows_of(moments_.back().tensors()) : std::vector<Tensor>{},
                            rates_there_.narrow(0, first, replicas), decays_there_.narrow(0, first, replicas),
                            steps, active});
#else
    static_cast<void>(values), static_cast<void>(first), static_cast<void>(active);
    FRIENDLY_CHECK(gradients.empty(), "a LibTorch without CUDA has its tensors on the CPU");
#endif
  }
};

}  // namespace

ArrayOptimizer::ArrayOptimizer(const Slots& values, const std::vector<double>& rates,
                               const std::vector<double>& weight_decays, int moments)
    : rates_(rates),
      decays_(weight_decays),
      steps_(torch::zeros({values.replicas(), 1}, values.options().dtype(torch::kFloat64))),
      rates_there_(on_device(rates)),
      decays_there_(on_device(weight_decays)) {
  for (int i = 0; i < moments; ++i)
    moments_.emplace_back(values.replicas(), values.shapes(), values.options());
}

void ArrayOptimizer::set_learning_rates(const std::vector<double>& rates) {
  rates_ = rates;
  rates_there_.copy_(torch::tensor(rates, torch::kFloat64));
}

Tensor ArrayOptimizer::on_device(const std::vector<double>& numbers) const {
  return torch::tensor(numbers, torch::kFloat64).to(steps_.device());
}

std::vector<Tensor> ArrayOptimizer::state() const {
  std::vector<Tensor> all;
  for (const Slots& moments : moments_)
    all.insert(all.end(), moments.tensors().begin(), moments.tensors().end());
  all.push_back(steps_);
  return all;
}

std::unique_ptr<ArrayOptimizer> make_optimizer(const std::string& name, const Slots& values,
                                               const std::vector<double>& rates,
                                               const std::vector<double>& weight_decays) {
  if (name == "adam") return std::make_unique<RuleOptimizer<Adam>>(values, rates, weight_decays);
  if (name == "adadelta") return std::make_unique<RuleOptimizer<Adadelta>>(values, rates, weight_decays);
  if (name == "rmsprop") return std::make_unique<RuleOptimizer<RmsProp>>(values, rates, weight_decays);
  FRIENDLY_CHECK(name == "sgd", "a known optimiser");
  return std::make_unique<RuleOptimizer<MomentumSgd>>(values, rates, weight_decays);
}

}  // namespace friendly
