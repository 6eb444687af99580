#include "optim/ArrayOptimizer.hpp"

#include <ATen/Parallel.h>

#include "core/Check.hpp"
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
    const auto replicas = gradients.front().size(0);
    const Tensor on_cpu = active.defined() ? active.cpu().contiguous() : active;
    std::vector<std::int64_t> moving;  // indices into gradients
    for (std::int64_t r = 0; r < replicas; ++r)
      if (!active.defined() || on_cpu.data_ptr<bool>()[r]) moving.push_back(r);
    for (const std::int64_t r : moving) steps_data()[first + r] += 1;
    if (!gradients.front().is_cpu())
      update_tensors(values, gradients, first, active);
    else if (gradients.front().scalar_type() == torch::kFloat64)
      update_rows<double>(values, gradients, first, moving);
    else
      update_rows<float>(values, gradients, first, moving);
  }

 private:
  double* steps_data() { return steps_.data_ptr<double>(); }
  double decay(std::int64_t replica) const { return decays_[static_cast<std::size_t>(replica)]; }
  UpdateFactors factors(std::int64_t replica) {
    return Rule::factors(rates_[static_cast<std::size_t>(replica)], steps_data()[replica]);
  }

  template <class Number>
  void update_rows(const Slots& values, const std::vector<Tensor>& gradients, std::int64_t first,
                   const std::vector<std::int64_t>& moving) {
    std::vector<UpdateFactors> factors_of;
    for (const std::int64_t r : moving) factors_of.push_back(factors(first + r));
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

  // The same for all replicas at once, on any device.
  void update_tensors(const Slots& values, const std::vector<Tensor>& gradients, std::int64_t first,
                      const Tensor& active) {
    const auto replicas = gradients.front().size(0);
    std::array<std::vector<double>, 3> numbers;
    for (std::int64_t r = first; r < first + replicas; ++r) {
      const auto [rate, other] = factors(r);
      numbers[0].push_back(rate);
      numbers[1].push_back(other);
      numbers[2].push_back(decay(r));
    }
    for (std::size_t slot = 0; slot < gradients.size(); ++slot) {
      std::vector<Tensor> rows = {values.tensors()[slot].narrow(0, first, replicas)};
      for (const Slots& moments : moments_)
        rows.push_back(moments.tensors()[slot].narrow(0, first, replicas));
      std::vector<std::int64_t> shape(static_cast<std::size_t>(rows[0].dim()), 1);
      shape[0] = replicas;
      const auto column = [&](const std::vector<double>& column_numbers) {
        return torch::tensor(column_numbers, torch::kFloat64).to(rows[0].options()).view(shape);
      };
      const std::array<Tensor, 2> by_replica = {column(numbers[0]), column(numbers[1])};
      const Tensor decayed = gradients[slot] + column(numbers[2]) * rows[0];
      std::vector<Tensor> next = rows;
      if constexpr (Rule::kMoments == 1)
        Rule::update(next[0], decayed, next[1], by_replica);
      else
        Rule::update(next[0], decayed, next[1], next[2], by_replica);
      for (std::size_t i = 0; i < rows.size(); ++i)
        rows[i].copy_(active.defined() ? torch::where(active.view(shape), next[i], rows[i]) : next[i]);
    }
  }
};

}  // namespace

ArrayOptimizer::ArrayOptimizer(const Slots& values, const std::vector<double>& rates,
                               const std::vector<double>& weight_decays, int moments)
    : rates_(rates), decays_(weight_decays), steps_(torch::zeros({values.replicas(), 1}, torch::kFloat64)) {
  for (int i = 0; i < moments; ++i)
    moments_.emplace_back(values.replicas(), values.shapes(), values.options());
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
