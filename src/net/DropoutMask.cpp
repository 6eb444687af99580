#include "net/DropoutMask.hpp"

#include <ATen/Dispatch.h>
#include <c10/core/DeviceGuard.h>

#include "core/Check.hpp"
#include "net/DropoutKernel.hpp"

namespace friendly {
namespace {

template <class Number>
void fill(const DropoutMask<Number>& mask, bool is_on_cpu) {
  if (is_on_cpu) return fill_by_loop(mask);
#ifdef FRIENDLY_CUDA
  fill_by_kernel(mask);
#else
  FRIENDLY_CHECK(is_on_cpu, "a LibTorch without CUDA has its tensors on the CPU");
#endif
}

}  // namespace

torch::Tensor dropout_mask(const torch::Tensor& x, double probability, std::uint64_t key,
                           std::uint32_t layer) {
  const c10::DeviceGuard guard(x.device());
  const torch::Tensor mask = torch::empty_like(x);
  AT_DISPATCH_FLOATING_TYPES(mask.scalar_type(), "dropout", [&] {
    fill(dropout_mask_at(mask.data_ptr<scalar_t>(), mask.numel(), probability, key, layer), x.is_cpu());
  });
  return mask;
}

}  // namespace friendly
