#include <gtest/gtest.h>

#include "formats/Examples.hpp"
#include "formats/SparseRows.hpp"

namespace friendly {
namespace {

// [[1 0 2], [0 0 0], [0 3 0], [4 5 6]] in compressed rows.
Examples sparse_examples() {
  return {sparse_rows(torch::tensor({0, 2, 2, 3, 6}, torch::kInt64),
                      torch::tensor({0, 2, 1, 0, 1, 2}, torch::kInt64),
                      torch::tensor({1.f, 2.f, 3.f, 4.f, 5.f, 6.f}), 3),
          torch::tensor({0, 1, 0, 1}, torch::kInt64)};
}

TEST(Examples, SparseInputsBecomeDenseInTheRequestedOrder) {
  const torch::Tensor rows = sparse_examples().inputs_at(torch::tensor({3, 1, 0, 3}, torch::kInt64));
  EXPECT_TRUE(
      rows.equal(torch::tensor({{4.f, 5.f, 6.f}, {0.f, 0.f, 0.f}, {1.f, 0.f, 2.f}, {4.f, 5.f, 6.f}})));
}

TEST(Examples, SubsetOfSparseExamplesStaysSparse) {
  const Examples subset = sparse_examples().subset(torch::tensor({2, 1, 3}, torch::kInt64));
  EXPECT_EQ(subset.inputs.layout(), torch::kSparseCsr);
  EXPECT_TRUE(
      subset.inputs.to_dense().equal(torch::tensor({{0.f, 3.f, 0.f}, {0.f, 0.f, 0.f}, {4.f, 5.f, 6.f}})));
  EXPECT_TRUE(subset.labels.equal(torch::tensor({0, 1, 1}, torch::kInt64)));
}

TEST(Examples, DenseInputsAreSelectedByIndex) {
  const Examples examples{torch::arange(2 * 3 * 4).to(torch::kFloat32).view({2, 1, 3, 4}),
                          torch::tensor({7, 8}, torch::kInt64)};
  EXPECT_TRUE(examples.inputs_at(torch::tensor({1}, torch::kInt64))
                  .equal(torch::arange(12, 24).to(torch::kFloat32).view({1, 1, 3, 4})));
  EXPECT_EQ(examples.subset(torch::tensor({1}, torch::kInt64)).labels.item<std::int64_t>(), 8);
}

}  // namespace
}  // namespace friendly
