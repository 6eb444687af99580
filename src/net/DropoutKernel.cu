#include <ATen/cuda/CUDAContext.h>
#include <c10/cuda/CUDAException.h>

#include <algorithm>

#include "net/DropoutKernel.hpp"

namespace friendly {
namespace {

constexpr int kThreads = 256;
constexpr std::int64_t kMostBlocks = 4096;

template <class Number>
__global__ void fill_kernel(const DropoutMask<Number> mask) {
  const PhiloxKey key = dropout_key(mask.key);
  const std::int64_t step = std::int64_t{gridDim.x} * blockDim.x;
  for (std::int64_t block = std::int64_t{blockIdx.x} * blockDim.x + threadIdx.x; block < mask.blocks;
       block += step) {
    const PhiloxCounter words = philox(dropout_counter(block, mask.layer), key);
    for (int word = 0; word < 4; ++word) {
      const std::int64_t element = word * mask.blocks + block;
      if (element < mask.count) mask.values[element] = words[word] >= mask.threshold ? mask.kept : Number(0);
    }
  }
}

}  // namespace

template <class Number>
void fill_by_kernel(const DropoutMask<Number>& mask) {
  if (mask.count == 0) return;
  const auto blocks = static_cast<unsigned>(std::min(kMostBlocks, (mask.blocks + kThreads - 1) / kThreads));
  fill_kernel<<<blocks, kThreads, 0, at::cuda::getCurrentCUDAStream()>>>(mask);
  C10_CUDA_KERNEL_LAUNCH_CHECK();
}

template void fill_by_kernel(const DropoutMask<float>&);
template void fill_by_kernel(const DropoutMask<double>&);

}  // namespace friendly
