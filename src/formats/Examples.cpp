#include "formats/Examples.hpp"

#include "formats/SparseRows.hpp"

namespace friendly {
namespace {

torch::Tensor sparse_subset(const torch::Tensor& matrix, const torch::Tensor& rows) {
  const torch::Tensor crow = matrix.crow_indices();
  const torch::Tensor first = crow.index_select(0, rows);
  const torch::Tensor lengths = crow.index_select(0, rows + 1) - first;
  // A row's elements are contiguous: its start, minus the number in the rows before it, plus a running count.
  const torch::Tensor shifts = (first - (lengths.cumsum(0) - lengths)).repeat_interleave(lengths);
  const torch::Tensor positions = shifts + torch::arange(shifts.numel(), shifts.options());
  const torch::Tensor starts = torch::cat({torch::zeros({1}, lengths.options()), lengths.cumsum(0)});
  return sparse_rows(starts, matrix.col_indices().index_select(0, positions),
                     matrix.values().index_select(0, positions), matrix.size(1));
}

bool is_sparse(const torch::Tensor& inputs) {
  return inputs.layout() == torch::kSparseCsr;
}

}  // namespace

torch::Tensor Examples::inputs_at(const torch::Tensor& indices) const {
  return is_sparse(inputs) ? dense_rows(inputs, indices) : inputs.index_select(0, indices);
}

torch::Tensor Examples::inputs_between(std::int64_t begin, std::int64_t end) const {
  return is_sparse(inputs) ? dense_rows(inputs, torch::arange(begin, end, labels.options()))
                           : inputs.slice(0, begin, end);
}

Examples Examples::subset(const torch::Tensor& indices) const {
  return {is_sparse(inputs) ? sparse_subset(inputs, indices) : inputs.index_select(0, indices),
          labels.index_select(0, indices)};
}

Examples Examples::slice(std::int64_t begin, std::int64_t end) const {
  if (is_sparse(inputs)) return subset(torch::arange(begin, end, labels.options()));
  return {inputs.slice(0, begin, end), labels.slice(0, begin, end)};
}

Examples Examples::to(const torch::TensorOptions& options) const {
  return {inputs.to(options.device()).to(torch::typeMetaToScalarType(options.dtype())),
          labels.to(options.device())};
}

}  // namespace friendly
