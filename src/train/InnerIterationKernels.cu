#include <ATen/Dispatch.h>
#include <ATen/cuda/CUDAContext.h>
#include <c10/cuda/CUDAException.h>

#include <algorithm>

#include "train/InnerIterationKernels.hpp"

namespace friendly {
namespace {

constexpr unsigned kThreads = 256;
constexpr std::int64_t kMostBlocks = 64;      // of a replica, or of a slot of it
constexpr std::size_t kSlotsPerLaunch = 128;  // a kernel's arguments have 4 kB

unsigned blocks_for(std::int64_t count) {
  return static_cast<unsigned>(std::clamp<std::int64_t>((count + kThreads - 1) / kThreads, 1, kMostBlocks));
}

// A block has one replica.
template <class Number>
__global__ void choose_kernel(const InnerChoice<Number> choice) {
  const std::int64_t replica = blockIdx.x, first = replica * choice.examples;
  bool any_active = false, all_left = true;
  for (std::int64_t b = threadIdx.x; b < choice.examples; b += blockDim.x) {
    choice.choose(replica, b);
    any_active = any_active || choice.active[first + b];
    all_left = all_left && choice.left[first + b];
  }
  any_active = __syncthreads_or(any_active);
  all_left = __syncthreads_and(all_left);
  if (threadIdx.x == 0) choice.conclude(replica, any_active, all_left);
}

// Blocks (x) have parts of one replica (y).
template <class Number>
__global__ void move_kernel(const InnerMove<Number> move) {
  const std::int64_t replica = blockIdx.y, first = replica * move.examples, all = move.examples * move.size;
  for (std::int64_t i = std::int64_t{blockIdx.x} * blockDim.x + threadIdx.x; i < all;
       i += std::int64_t{gridDim.x} * blockDim.x) {
    const std::int64_t at = first + i / move.size;
    if (move.moves[at]) move.move(replica, at, i % move.size);
  }
}

template <class Number>
struct KeptSlots {
  Number* to[kSlotsPerLaunch];
  const Number* from[kSlotsPerLaunch];
  std::int64_t count[kSlotsPerLaunch];  // of one replica
};

// Blocks (x) have parts of one slot (z) of one replica (y).
template <class Number>
__global__ void keep_kernel(const KeptSlots<Number> slots, const bool* chosen) {
  if (!chosen[blockIdx.y]) return;
  const std::int64_t count = slots.count[blockIdx.z], first = blockIdx.y * count;
  for (std::int64_t i = std::int64_t{blockIdx.x} * blockDim.x + threadIdx.x; i < count;
       i += std::int64_t{gridDim.x} * blockDim.x)
    slots.to[blockIdx.z][first + i] = slots.from[blockIdx.z][first + i];
}

}  // namespace

template <class Number>
void choose_by_kernel(const InnerChoice<Number>& choice, std::int64_t replicas) {
  choose_kernel<<<static_cast<unsigned>(replicas), kThreads, 0, at::cuda::getCurrentCUDAStream()>>>(choice);
  C10_CUDA_KERNEL_LAUNCH_CHECK();
}

template <class Number>
void move_by_kernel(const InnerMove<Number>& move, std::int64_t replicas) {
  const dim3 blocks(blocks_for(move.examples * move.size), static_cast<unsigned>(replicas));
  move_kernel<<<blocks, kThreads, 0, at::cuda::getCurrentCUDAStream()>>>(move);
  C10_CUDA_KERNEL_LAUNCH_CHECK();
}

void keep_by_kernel(at::TensorList to, at::TensorList from, const torch::Tensor& chosen) {
  const std::int64_t replicas = chosen.size(0);
  AT_DISPATCH_FLOATING_TYPES(to.front().scalar_type(), "keep", [&] {
    for (std::size_t begin = 0; begin < to.size(); begin += kSlotsPerLaunch) {
      KeptSlots<scalar_t> slots{};
      const std::size_t end = std::min(begin + kSlotsPerLaunch, to.size());
      std::int64_t most = 0;
      for (std::size_t i = begin; i < end; ++i) {
        slots.to[i - begin] = to[i].data_ptr<scalar_t>();
        slots.from[i - begin] = from[i].data_ptr<scalar_t>();
        slots.count[i - begin] = to[i].numel() / replicas;
        most = std::max(most, slots.count[i - begin]);
      }
      const dim3 blocks(blocks_for(most), static_cast<unsigned>(replicas),
                        static_cast<unsigned>(end - begin));
      keep_kernel<<<blocks, kThreads, 0, at::cuda::getCurrentCUDAStream()>>>(slots, chosen.data_ptr<bool>());
      C10_CUDA_KERNEL_LAUNCH_CHECK();
    }
  });
}

template void choose_by_kernel(const InnerChoice<float>&, std::int64_t);
template void choose_by_kernel(const InnerChoice<double>&, std::int64_t);
template void move_by_kernel(const InnerMove<float>&, std::int64_t);
template void move_by_kernel(const InnerMove<double>&, std::int64_t);

}  // namespace friendly
