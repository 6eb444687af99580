#include <ATen/cuda/CUDAContext.h>
#include <c10/cuda/CUDAException.h>

#include "formats/DenseRows.hpp"

namespace friendly {
namespace {

constexpr unsigned kThreads = 128;

// A block has one row.
template <class Number>
__global__ void fill_kernel(const DenseRows<Number> dense) {
  const std::int64_t row = blockIdx.x;
  for (std::int64_t i = dense.begin(row) + threadIdx.x; i < dense.end(row); i += blockDim.x)
    dense.put(row, i);
}

}  // namespace

template <class Number>
void fill_by_kernel(const DenseRows<Number>& dense) {
  if (dense.count == 0) return;
  fill_kernel<<<static_cast<unsigned>(dense.count), kThreads, 0, at::cuda::getCurrentCUDAStream()>>>(dense);
  C10_CUDA_KERNEL_LAUNCH_CHECK();
}

template void fill_by_kernel(const DenseRows<float>&);
template void fill_by_kernel(const DenseRows<double>&);

}  // namespace friendly
