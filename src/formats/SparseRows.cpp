#include "formats/SparseRows.hpp"

namespace friendly {

torch::Tensor sparse_rows(const torch::Tensor& starts, const torch::Tensor& columns,
                          const torch::Tensor& values, std::int64_t width) {
  return torch::sparse_csr_tensor(starts, columns, values, {starts.numel() - 1, width},
                                  values.options().layout(torch::kSparseCsr));
}

}  // namespace friendly
