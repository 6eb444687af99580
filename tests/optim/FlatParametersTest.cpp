#include <gtest/gtest.h>

#include "optim/FlatParameters.hpp"

namespace friendly {
namespace {

using torch::Tensor;

// Two replicas of a [2, 3] matrix and a [2] vector: rows of 8.
class FlatBuffer : public ::testing::Test {
 protected:
  FlatBuffer() { parameters_.values().copy_(torch::arange(16, torch::kFloat64).view({2, 8})); }
  FlatParameters parameters_{2, {{2, 3}, {2}}, torch::kFloat64};
};

TEST_F(FlatBuffer, StartsAtZero) {
  FlatParameters fresh(3, {{4}, {1, 2, 2}}, torch::kFloat32);
  EXPECT_TRUE(fresh.values().equal(torch::zeros({3, 8})));
}

TEST_F(FlatBuffer, TensorsAreViewsOneAfterTheOther) {
  const auto tensors = parameters_.tensors(2, false);
  ASSERT_EQ(tensors.size(), 2u);
  EXPECT_TRUE(tensors[0].equal(
      torch::tensor({{{0., 1., 2.}, {3., 4., 5.}}, {{8., 9., 10.}, {11., 12., 13.}}}, torch::kFloat64)));
  EXPECT_TRUE(tensors[1].equal(torch::tensor({{6., 7.}, {14., 15.}}, torch::kFloat64)));
  parameters_.values()[1][7] = -1;
  EXPECT_EQ(tensors[1][1][1].item<double>(), -1) << "memory must be shared";
}

TEST_F(FlatBuffer, FirstRowsShareMemoryToo) {
  const auto tensors = parameters_.tensors(1, true);
  EXPECT_EQ(tensors[0].sizes(), (std::vector<std::int64_t>{1, 2, 3}));
  EXPECT_EQ(tensors[1].data_ptr<double>(), parameters_.values().data_ptr<double>() + 6);
  EXPECT_TRUE(tensors[0].is_leaf() && tensors[0].requires_grad());
  EXPECT_FALSE(parameters_.tensors(1, false)[0].requires_grad());
  EXPECT_TRUE(parameters_.rows(1).equal(parameters_.values().narrow(0, 0, 1)));
}

// loss = Σ_r (r + 1) (Σ matrix_r² / 2 + 3 Σ vector_r), so the gradient is (r + 1) matrix_r and (r + 1) 3.
TEST_F(FlatBuffer, GradientHasTheBuffersLayout) {
  const auto tensors = parameters_.tensors(2, true);
  const Tensor weights = torch::tensor({1., 2.}, torch::kFloat64);
  const Tensor loss = (weights * (tensors[0].square().sum({1, 2}) / 2 + 3 * tensors[1].sum(1))).sum();
  const Tensor expected = torch::tensor(
      {{0., 1., 2., 3., 4., 5., 3., 3.}, {16., 18., 20., 22., 24., 26., 6., 6.}}, torch::kFloat64);
  EXPECT_TRUE(flat_gradient(loss, tensors).equal(expected));
  EXPECT_THROW(flat_gradient(loss, tensors), c10::Error) << "the graph was freed";
}

}  // namespace
}  // namespace friendly
