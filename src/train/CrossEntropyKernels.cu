#include <ATen/cuda/CUDAContext.h>
#include <c10/cuda/CUDAException.h>

#include "train/CrossEntropyKernels.hpp"

namespace friendly {
namespace {

constexpr unsigned kThreads = 128;

unsigned blocks_for(std::int64_t count) {
  return static_cast<unsigned>((count + kThreads - 1) / kThreads);
}

// A thread scores one example, of replica y.
template <class Number>
__global__ void score_kernel(const Predictions<Number> predictions) {
  const std::int64_t example = std::int64_t{blockIdx.x} * blockDim.x + threadIdx.x;
  if (example < predictions.examples) predictions.score(blockIdx.y, example);
}

// A block has a part of the examples of replica y; the first one has the mean as well.
template <class Number>
__global__ void average_kernel(const MeanOfLosses<Number> mean) {
  __shared__ Number count;
  if (threadIdx.x == 0) {
    count = mean.count(blockIdx.y);
    if (blockIdx.x == 0) mean.average(blockIdx.y, count);
  }
  __syncthreads();
  const std::int64_t example = std::int64_t{blockIdx.x} * blockDim.x + threadIdx.x;
  if (example < mean.examples) mean.differentiate(blockIdx.y, example, count);
}

}  // namespace

template <class Number>
void score_by_kernel(const Predictions<Number>& predictions, std::int64_t replicas) {
  const dim3 blocks(blocks_for(predictions.examples), static_cast<unsigned>(replicas));
  score_kernel<<<blocks, kThreads, 0, at::cuda::getCurrentCUDAStream()>>>(predictions);
  C10_CUDA_KERNEL_LAUNCH_CHECK();
}

template <class Number>
void average_by_kernel(const MeanOfLosses<Number>& mean, std::int64_t replicas) {
  const dim3 blocks(blocks_for(mean.examples), static_cast<unsigned>(replicas));
  average_kernel<<<blocks, kThreads, 0, at::cuda::getCurrentCUDAStream()>>>(mean);
  C10_CUDA_KERNEL_LAUNCH_CHECK();
}

template void score_by_kernel(const Predictions<float>&, std::int64_t);
template void score_by_kernel(const Predictions<double>&, std::int64_t);
template void average_by_kernel(const MeanOfLosses<float>&, std::int64_t);
template void average_by_kernel(const MeanOfLosses<double>&, std::int64_t);

}  // namespace friendly
