#include "formats/SparseRows.hpp"

#include <ATen/Dispatch.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <c10/core/DeviceGuard.h>
#include <torch/library.h>

#include "formats/DenseRows.hpp"

namespace friendly {

using torch::Tensor;

namespace {

template <class Number>
void fill_by_loop(const DenseRows<Number>& dense) {
  for (std::int64_t row = 0; row < dense.count; ++row)
    for (std::int64_t i = dense.begin(row); i < dense.end(row); ++i) dense.put(row, i);
}

template <bool kOnCpu>
Tensor make_dense(const Tensor& matrix, const Tensor& rows) {
  const c10::DeviceGuard guard(rows.device());
  const Tensor starts = matrix.crow_indices(), columns = matrix.col_indices(), values = matrix.values();
  const Tensor result = torch::zeros({rows.numel(), matrix.size(1)}, values.options());
  AT_DISPATCH_FLOATING_TYPES(values.scalar_type(), "dense_rows", [&] {
    const DenseRows<scalar_t> dense = {starts.data_ptr<std::int64_t>(),
                                       columns.data_ptr<std::int64_t>(),
                                       values.data_ptr<scalar_t>(),
                                       rows.data_ptr<std::int64_t>(),
                                       rows.numel(),
                                       matrix.size(1),
                                       result.data_ptr<scalar_t>()};
    if constexpr (kOnCpu)
      fill_by_loop(dense);
    else
      fill_by_kernel(dense);
  });
  return result;
}

TORCH_LIBRARY_FRAGMENT(friendly, library) {
  library.def("dense_rows(Tensor matrix, Tensor rows) -> Tensor");
  library.impl("dense_rows", c10::DispatchKey::SparseCsrCPU, TORCH_FN(make_dense<true>));
#ifdef FRIENDLY_CUDA
  library.impl("dense_rows", c10::DispatchKey::SparseCsrCUDA, TORCH_FN(make_dense<false>));
#endif
}

}  // namespace

Tensor sparse_rows(const Tensor& starts, const Tensor& columns, const Tensor& values, std::int64_t width) {
  return torch::sparse_csr_tensor(starts, columns, values, {starts.numel() - 1, width},
                                  values.options().layout(torch::kSparseCsr));
}

Tensor dense_rows(const Tensor& matrix, const Tensor& rows) {
  static const auto op = c10::Dispatcher::singleton()
                             .findSchemaOrThrow("friendly::dense_rows", "")
                             .typed<Tensor(const Tensor&, const Tensor&)>();
  return op.call(matrix, rows.contiguous());
}

}  // namespace friendly
