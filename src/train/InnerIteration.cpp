#include "train/InnerIteration.hpp"

#include <ATen/Dispatch.h>
#include <c10/core/DeviceGuard.h>
#include <torch/library.h>

#include <tuple>

#include "train/InnerIterationKernels.hpp"
#include "train/Operator.hpp"

namespace friendly {

using torch::Tensor;

namespace {

using Planned = std::tuple<Tensor, Tensor, Tensor, Tensor, Tensor>;

template <class Number>
void choose(const InnerChoice<Number>& choice, std::int64_t replicas) {
  for (std::int64_t r = 0; r < replicas; ++r) {
    bool any_active = false, all_left = true;
    for (std::int64_t b = 0; b < choice.examples; ++b) {
      choice.choose(r, b);
      any_active = any_active || choice.active[r * choice.examples + b];
      all_left = all_left && choice.left[r * choice.examples + b];
    }
    choice.conclude(r, any_active, all_left);
  }
}

template <class Number>
void move(const InnerMove<Number>& move, std::int64_t replicas) {
  for (std::int64_t at = 0; at < replicas * move.examples; ++at)
    if (move.moves[at])
      for (std::int64_t i = 0; i < move.size; ++i) move.move(at / move.examples, at, i);
}

void keep(at::TensorList to, at::TensorList from, const Tensor& chosen) {
  for (std::int64_t r = 0; r < chosen.size(0); ++r)
    if (chosen.data_ptr<bool>()[r])
      for (std::size_t i = 0; i < to.size(); ++i) to[i][r].copy_(from[i][r]);
}

template <bool kOnCpu>
Planned plan_operator(const Tensor& left, const Tensor& last_index, const Tensor& losses, const Tensor& right,
                      const Tensor& thresholds, const Tensor& limits, std::int64_t index) {
  const c10::DeviceGuard guard(losses.device());
  const std::int64_t replicas = losses.size(0);
  const auto flags = [&](at::IntArrayRef shape) { return torch::empty(shape, left.options()); };
  const Tensor active = flags(left.sizes()), moves = flags(left.sizes()), has_active = flags({replicas}),
               ends = flags({replicas}), has_more = flags({replicas});
  AT_DISPATCH_FLOATING_TYPES(losses.scalar_type(), "plan_iteration", [&] {
    const InnerChoice<scalar_t> choice = {losses.data_ptr<scalar_t>(),
                                          right.data_ptr<bool>(),
                                          thresholds.data_ptr<scalar_t>(),
                                          limits.data_ptr<double>(),
                                          losses.size(1),
                                          index,
                                          left.data_ptr<bool>(),
                                          last_index.data_ptr<double>(),
                                          active.data_ptr<bool>(),
                                          moves.data_ptr<bool>(),
                                          has_active.data_ptr<bool>(),
                                          ends.data_ptr<bool>(),
                                          has_more.data_ptr<bool>()};
    if constexpr (kOnCpu)
      choose(choice, replicas);
    else
      choose_by_kernel(choice, replicas);
  });
  return {active, moves, has_active, ends, has_more};
}

template <bool kOnCpu>
void move_operator(const Tensor& inputs, const Tensor& gradients, const Tensor& moves, const Tensor& steps) {
  const c10::DeviceGuard guard(inputs.device());
  AT_DISPATCH_FLOATING_TYPES(inputs.scalar_type(), "move_inputs", [&] {
    const InnerMove<scalar_t> all = {inputs.data_ptr<scalar_t>(),
                                     gradients.data_ptr<scalar_t>(),
                                     moves.data_ptr<bool>(),
                                     steps.data_ptr<scalar_t>(),
                                     moves.size(1),
                                     inputs.numel() / moves.numel()};
    if constexpr (kOnCpu)
      move(all, moves.size(0));
    else
      move_by_kernel(all, moves.size(0));
  });
}

// Operators of LibTorch's, so that its recorders see the calls.
TORCH_LIBRARY_FRAGMENT(friendly, library) {
  library.def(
      "plan_iteration(Tensor(a!) left, Tensor(b!) last_index, Tensor losses, Tensor right, Tensor "
      "thresholds, "
      "Tensor limits, int index) -> (Tensor, Tensor, Tensor, Tensor, Tensor)");
  library.def("move_inputs_(Tensor(a!) inputs, Tensor gradients, Tensor moves, Tensor steps) -> ()");
  library.def("keep_rows_(Tensor(a!)[] to, Tensor[] source, Tensor chosen) -> ()");
  library.impl("plan_iteration", c10::DispatchKey::CPU, TORCH_FN(plan_operator<true>));
  library.impl("move_inputs_", c10::DispatchKey::CPU, TORCH_FN(move_operator<true>));
  library.impl("keep_rows_", c10::DispatchKey::CPU, TORCH_FN(keep));
#ifdef FRIENDLY_CUDA
  library.impl("plan_iteration", c10::DispatchKey::CUDA, TORCH_FN(plan_operator<false>));
  library.impl("move_inputs_", c10::DispatchKey::CUDA, TORCH_FN(move_operator<false>));
  library.impl("keep_rows_", c10::DispatchKey::CUDA, TORCH_FN(keep_by_kernel));
#endif
}

}  // namespace

InnerPlan plan_iteration(InnerProgress& progress, const Tensor& losses, const Tensor& right,
                         const Tensor& thresholds, const Tensor& limits, std::int64_t index) {
  static const auto op =
      operator_called<Planned(const Tensor&, const Tensor&, const Tensor&, const Tensor&, const Tensor&,
                              const Tensor&, std::int64_t)>("friendly::plan_iteration");
  const auto [active, moves, has_active, ends, has_more] =
      op.call(progress.left, progress.last_index, losses, right, thresholds, limits, index);
  return {active, moves, has_active, ends, has_more};
}

void move_inputs(const Tensor& inputs, const Tensor& gradients, const Tensor& moves, const Tensor& steps) {
  static const auto op = operator_called<void(const Tensor&, const Tensor&, const Tensor&, const Tensor&)>(
      "friendly::move_inputs_");
  op.call(inputs, gradients.contiguous(), moves, steps);
}

void keep_rows(const std::vector<Tensor>& to, const std::vector<Tensor>& from, const Tensor& chosen) {
  static const auto op =
      operator_called<void(at::TensorList, at::TensorList, const Tensor&)>("friendly::keep_rows_");
  std::vector<Tensor> in_order;
  for (const Tensor& tensor : from) in_order.push_back(tensor.contiguous());
  op.call(to, in_order, chosen);
}

}  // namespace friendly
