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
void launch(const KernelUpdate& update, const KernelReplicas& replicas, std::size_t first, std::size_t end) {
  KernelSlots<Number> all{};
  std::int64_t most = 0;
  const std::int64_t count = update.values.front().size(0);
  for (std::size_t i = first; i < end; ++i) {
    const std::int64_t numbers = update.values[i].numel() / count;
    all.slots[i - first] = {update.values[i].data_ptr<Number>(), update.gradients[i].data_ptr<Number>(),
                            update.first_moments[i].data_ptr<Number>(),
                            Rule::kMoments > 1 ? update.second_moments[i].data_ptr<Number>() : nullptr,
                            numbers};
    most = std::max(most, numbers);
  }
  constexpr std::int64_t numbers_per_block = kThreads * kNumbersPerThread;
  const dim3 blocks(static_cast<unsigned>((most + numbers_per_block - 1) / numbers_per_block),
                    static_cast<unsigned>(count), static_cast<unsigned>(end - first));
  update_kernel<Rule, Number><<<blocks, kThreads, 0, at::cuda::getCurrentCUDAStream()>>>(all, replicas);
  C10_CUDA_KERNEL_LAUNCH_CHECK();
}

}  // namespace

template <class Rule>
void update_by_kernel(const KernelUpdate& update) {
  const c10::cuda::CUDAGuard guard(update.values.front().device());
  const KernelReplicas replicas = {update.rates.data_ptr<double>(), update.decays.data_ptr<double>(),
                                   update.steps.data_ptr<double>(),
                                   update.active.defined() ? update.active.data_ptr<bool>() : nullptr};
  AT_DISPATCH_FLOATING_TYPES(update.values.front().scalar_type(), "update", [&] {
    for (std::size_t first = 0; first < update.values.size(); first += kSlotsPerLaunch)
      launch<Rule, scalar_t>(update, replicas, first,
                             std::min(first + kSlotsPerLaunch, update.values.size()));
  });
}

template void update_by_kernel<Adam>(const KernelUpdate&);
template void update_by_kernel<Adadelta>(const KernelUpdate&);
template void update_by_kernel<RmsProp>(const KernelUpdate&);
template void update_by_kernel<MomentumSgd>(const KernelUpdate&);

}  // namespace friendly
