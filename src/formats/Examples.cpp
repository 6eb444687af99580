#include "formats/Examples.hpp"

#include "formats/SparseRows.hpp"

namespace friendly {
namespace {

// The stored elements of some rows of a CSR matrix: how many each row has, and where they are.
struct RowElements {
  torch::Tensor lengths;    // [B]
  torch::Tensor positions;  // [sum of lengths], into col_indices() and values()
};

RowElements elements_of_rows(const torch::Tensor& matrix, const torch::Tensor& rows) {
  const torch::Tensor crow = matrix.crow_indices();
  const torch::Tensor starts = crow.index_select(0, rows);
  const torch::Tensor lengths = crow.index_select(0, rows + 1) - starts;
  // A row's elements are contiguous: its start, minus the number in the rows before it, plus a running count.
  const torch::Tensor shifts = starts - (lengths.cumsum(0) - lengths);
  const torch::Tensor shift_of_each = shifts.repeat_interleave(lengths);
  return {lengths, shift_of_each + torch::arange(shift_of_each.numel(), shift_of_each.options())};
}

torch::Tensor dense_rows(const torch::Tensor& matrix, const torch::Tensor& rows) {
  const auto [lengths, positions] = elements_of_rows(matrix, rows);
  const torch::Tensor row_of_each = torch::arange(rows.numel(), rows.options()).repeat_interleave(lengths);
  const torch::Tensor values = matrix.values().index_select(0, positions);
  torch::Tensor dense = torch::zeros({rows.numel(), matrix.size(1)}, values.options());
  dense.index_put_({row_of_each, matrix.col_indices().index_select(0, positions)}, values);
  return dense;
}

torch::Tensor sparse_subset(const torch::Tensor& matrix, const torch::Tensor& rows) {
  const auto [lengths, positions] = elements_of_rows(matrix, rows);
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
