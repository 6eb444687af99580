#include "net/DropoutMask.hpp"

#include <ATen/Dispatch.h>
#include <ATen/OpMathType.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <c10/core/DeviceGuard.h>
#include <torch/library.h>

#include "net/DropoutKernel.hpp"

namespace friendly {

using torch::Tensor;

namespace {

template <bool kOnCpu>
void fill(const Tensor& mask, const Tensor& key, double probability, std::int64_t layer) {
  const c10::DeviceGuard guard(mask.device());
  AT_DISPATCH_FLOATING_TYPES(mask.scalar_type(), "dropout", [&] {
    const auto at = dropout_mask_at(mask.data_ptr<scalar_t>(), mask.numel(), probability,
                                    key.data_ptr<std::int64_t>(), static_cast<std::uint32_t>(layer));
    if constexpr (kOnCpu)
      fill_by_loop(at);
    else
      fill_by_kernel(at);
  });
}

// An operator of LibTorch's, so that its recorders see the call.
TORCH_LIBRARY_FRAGMENT(friendly, library) {
  library.def("fill_dropout_mask_(Tensor(a!) mask, Tensor key, float probability, int layer) -> ()");
  library.impl("fill_dropout_mask_", c10::DispatchKey::CPU, TORCH_FN(fill<true>));
#ifdef FRIENDLY_CUDA
  library.impl("fill_dropout_mask_", c10::DispatchKey::CUDA, TORCH_FN(fill<false>));
#endif
}

}  // namespace

Tensor dropout_mask(const Tensor& x, double probability, const Tensor& key, std::uint32_t layer) {
  static const auto fill_mask = c10::Dispatcher::singleton()
                                    .findSchemaOrThrow("friendly::fill_dropout_mask_", "")
                                    .typed<void(const Tensor&, const Tensor&, double, std::int64_t)>();
  const torch::NoGradGuard no_graph;
  Tensor mask = torch::empty_like(x, at::toOpMathType(x.scalar_type()));
  fill_mask.call(mask, key, probability, layer);
  return mask;
}

}  // namespace friendly
