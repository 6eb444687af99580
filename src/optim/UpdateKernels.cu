#include <ATen/Dispatch.h>
#include <ATen/cuda/CUDAContext.h>
#include <c10/cuda/CUDAException.h>
#include <c10/cuda/CUDAGuard.h>

#include <algorithm>

#include "optim/UpdateKernels.hpp"
#include "optim/UpdateRules.hpp"

namespace friendly {
namespace {

constexpr int kThreads = 256;
constexpr int kNumbersPerThread = 4;
constexpr std::size_t kSlotsPerLaunch = 32;  // a kernel's arguments have 4 kB

template <class Number>
struct KernelSlot {
  Number* value;
  const Number* gradient;
  Number* first;
  Number* second;
  std::int64_t count;  // of one replica
};

template <class Number>
struct KernelSlots {
  KernelSlot<Number> slots[kSlotsPerLaunch];
};

struct KernelReplicas {
  const double *rates, *decays, *steps;
  const bool* active;  // null: all
};

// A block updates a part of one slot (z) of one replica (y).
template <class Rule, class Number>
__global__ void update_kernel(const KernelSlots<Number> all, const KernelReplicas replicas) {
  const unsigned replica = blockIdx.y;
  if (replicas.active != nullptr && !replicas.active[replica]) return;
  __shared__ Number shared[3];
  if (threadIdx.x == 0) {
    const UpdateFactors factors = Rule::factors(replicas.rates[replica], replicas.steps[replica]);
    shared[0] = static_cast<Number>(factors[0]);
    shared[1] = static_cast<Number>(factors[1]);
    shared[2] = static_cast<Number>(replicas.decays[replica]);
  }
  __syncthreads();
  const std::array<Number, 2> factors = {shared[0], shared[1]};
  const Number decay = shared[2];

  const KernelSlot<Number>& slot = all.slots[blockIdx.z];
  const std::int64_t row = replica * slot.count, step = std::int64_t{gridDim.x} * blockDim.x;
  for (std::int64_t i = std::int64_t{blockIdx.x} * blockDim.x + threadIdx.x; i < slot.count; i += step) {
    const std::int64_t at = row + i;
    const Number decayed = slot.gradient[at] + decay * slot.value[at];
    if constexpr (Rule::kMoments == 1)
      Rule::update(slot.value[at], decayed, slot.first[at], factors);
    else
      Rule::update(slot.value[at], decayed, slot.first[at], slot.second[at], factors);
  }
}

template <class Rule, class Number>
void launch(const ArrayUpdate& update, const KernelReplicas& replicas, std::size_t begin, std::size_t end) {
  KernelSlots<Number> all{};
  std::int64_t most = 0;
  for (std::size_t i = begin; i < end; ++i) {
    const std::int64_t numbers = update.gradients[i].numel() / update.replicas();
    const auto start = [&](const torch::Tensor& of_all) {
      return of_all.data_ptr<Number>() + update.first * numbers;
    };
    all.slots[i - begin] = {
        start(update.values[i]), update.gradients[i].data_ptr<Number>(), start(update.moments[i]),
        Rule::kMoments > 1 ? start(update.moments[update.values.size() + i]) : nullptr, numbers};
    most = std::max(most, numbers);
  }
  constexpr std::int64_t numbers_per_block = kThreads * kNumbersPerThread;
  const dim3 blocks(static_cast<unsigned>((most + numbers_per_block - 1) / numbers_per_block),
                    static_cast<unsigned>(update.replicas()), static_cast<unsigned>(end - begin));
  update_kernel<Rule, Number><<<blocks, kThreads, 0, at::cuda::getCurrentCUDAStream()>>>(all, replicas);
  C10_CUDA_KERNEL_LAUNCH_CHECK();
}

}  // namespace

template <class Rule>
void update_by_kernel(const ArrayUpdate& update) {
  const c10::cuda::CUDAGuard guard(update.values.front().device());
  const auto start = [&](const torch::Tensor& of_all) { return of_all.data_ptr<double>() + update.first; };
  const KernelReplicas replicas = {start(update.rates), start(update.decays), start(update.steps),
                                   update.active.defined() ? update.active.data_ptr<bool>() : nullptr};
  AT_DISPATCH_FLOATING_TYPES(update.values.front().scalar_type(), "update", [&] {
    for (std::size_t begin = 0; begin < update.values.size(); begin += kSlotsPerLaunch)
      launch<Rule, scalar_t>(update, replicas, begin,
                             std::min(begin + kSlotsPerLaunch, update.values.size()));
  });
}

template void update_by_kernel<Adam>(const ArrayUpdate&);
template void update_by_kernel<Adadelta>(const ArrayUpdate&);
template void update_by_kernel<RmsProp>(const ArrayUpdate&);
template void update_by_kernel<MomentumSgd>(const ArrayUpdate&);

}  // namespace friendly
