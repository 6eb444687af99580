#include "optim/ArrayUpdate.hpp"

#include <ATen/Parallel.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/library.h>

#include "core/Check.hpp"
#include "optim/UpdateKernels.hpp"
#include "optim/UpdateLoops.hpp"

namespace friendly {

using torch::Tensor;

namespace {

using MaybeTensor = c10::optional<Tensor>;

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

/// The replicas of a step that take part in it, and what it needs to know of each.
template <class Number>
struct Moving {
  std::int64_t gradient, replica;  // indices
  Number decay;
  std::array<Number, 2> factors;
};

// Counts the step.
template <class Rule, class Number>
std::vector<Moving<Number>> moving_replicas(const ArrayUpdate& update) {
  double* const steps = update.steps.data_ptr<double>();
  std::vector<Moving<Number>> all;
  for (std::int64_t i = 0; i < update.replicas(); ++i) {
    if (update.active.defined() && !update.active.data_ptr<bool>()[i]) continue;
    const std::int64_t r = update.first + i;
    const auto [rate, other] = Rule::factors(update.rates.data_ptr<double>()[r], steps[r] += 1);
    all.push_back({i,
                   r,
                   static_cast<Number>(update.decays.data_ptr<double>()[r]),
                   {static_cast<Number>(rate), static_cast<Number>(other)}});
  }
  return all;
}

template <class Rule, class Number>
void update_by_loops(const ArrayUpdate& update) {
  const auto moving = moving_replicas<Rule, Number>(update);
  const std::size_t slots = update.values.size();
  const auto start = [](const Tensor& tensor) { return tensor.data_ptr<Number>(); };
  for (std::size_t slot = 0; slot < slots; ++slot) {
    const Tensor& gradient = update.gradients[slot];
    const std::int64_t count = gradient.numel() / gradient.size(0);
    for (const Moving<Number>& one : moving) {
      const std::int64_t offset = one.replica * count;
      const UpdateRow<Number> row = {
          start(update.values[slot]) + offset,
          start(gradient) + one.gradient * count,
          start(update.moments[slot]) + offset,
          Rule::kMoments > 1 ? start(update.moments[slots + slot]) + offset : nullptr,
          count,
          one.decay,
          one.factors};
      at::parallel_for(0, count, kNumbersPerThread, [&](std::int64_t begin, std::int64_t end) {
        update_row<Rule>(part_of(row, begin, end));
      });
    }
  }
}

void update_on_cpu(const ArrayUpdate& update) {
  with_rule(update.rule, [&](auto rule) {
    using Rule = decltype(rule);
    update.values.front().scalar_type() == torch::kFloat64 ? update_by_loops<Rule, double>(update)
                                                           : update_by_loops<Rule, float>(update);
  });
}

#ifdef FRIENDLY_CUDA
void update_on_gpu(const ArrayUpdate& update) {
  const Tensor steps = update.steps.view({-1}).narrow(0, update.first, update.replicas());
  update.active.defined() ? steps.add_(update.active) : steps.add_(1);
  with_rule(update.rule, [&](auto rule) { update_by_kernel<decltype(rule)>(update); });
}
#endif

template <void (*update_on_device)(const ArrayUpdate&)>
void update_operator(at::TensorList values, at::TensorList moments, const Tensor& steps,
                     at::TensorList gradients, const Tensor& rates, const Tensor& decays,
                     const MaybeTensor& active, std::int64_t first, std::int64_t rule) {
  const torch::NoGradGuard no_graph;
  update_on_device({static_cast<UpdateRule>(rule), values, moments, steps, gradients, rates, decays,
                    active.value_or(Tensor()), first});
}

// An operator of LibTorch's, so that its recorders see the call.
TORCH_LIBRARY_FRAGMENT(friendly, library) {
  library.def(
      "update_(Tensor(a!)[] values, Tensor(b!)[] moments, Tensor(c!) steps, Tensor[] gradients, Tensor "
      "rates, "
      "Tensor decays, Tensor? active, int first, int rule) -> ()");
  library.impl("update_", c10::DispatchKey::CPU, TORCH_FN(update_operator<update_on_cpu>));
#ifdef FRIENDLY_CUDA
  library.impl("update_", c10::DispatchKey::CUDA, TORCH_FN(update_operator<update_on_gpu>));
#endif
}

}  // namespace

void update_array(const ArrayUpdate& update) {
  static const auto op =
      c10::Dispatcher::singleton()
          .findSchemaOrThrow("friendly::update_", "")
          .typed<void(at::TensorList, at::TensorList, const Tensor&, at::TensorList, const Tensor&,
                      const Tensor&, const MaybeTensor&, std::int64_t, std::int64_t)>();
  FRIENDLY_CHECK(update.gradients.size() == update.values.size(), "one gradient per slot");
  for (std::size_t i = 0; i < update.values.size(); ++i)
    FRIENDLY_CHECK(update.gradients[i].numel() * update.values[i].size(0) ==
                       update.values[i].numel() * update.replicas(),
                   "one gradient per parameter");
  op.call(update.values, update.moments, update.steps, update.gradients, update.rates, update.decays,
          update.active.defined() ? MaybeTensor(update.active) : MaybeTensor(), update.first,
          static_cast<std::int64_t>(update.rule));
}

}  // namespace friendly
