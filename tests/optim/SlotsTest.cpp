#include <gtest/gtest.h>

#include "optim/Slots.hpp"

namespace friendly {
namespace {

using torch::Tensor;

// Two replicas of a [2, 3] matrix and a [2] vector, with the numbers from 0 to 7 and from 8 to 15.
class TwoReplicas : public ::testing::Test {
 protected:
  TwoReplicas() {
    for (std::int64_t r = 0; r < 2; ++r) slots_.set_flat(r, 8 * r + torch::arange(8, torch::kFloat64));
  }
  Slots slots_{2, {{2, 3}, {2}}, torch::kFloat64};
};

TEST(Slots, StartAtZeroOnBoundariesOf128Bytes) {
  for (const auto dtype : {torch::kFloat32, torch::kFloat64}) {
    const Slots slots(3, {{4}, {1, 2, 2}, {33}}, dtype);
    ASSERT_EQ(slots.tensors().size(), 3u);
    for (const Tensor& tensor : slots.tensors()) {
      EXPECT_TRUE(tensor.eq(0).all().item<bool>());
      EXPECT_TRUE(tensor.is_contiguous());
      EXPECT_EQ(reinterpret_cast<std::uintptr_t>(tensor.data_ptr()) % 128, 0u);
      EXPECT_TRUE(tensor.is_alias_of(slots.tensors()[0])) << "one allocation";
    }
    EXPECT_EQ(slots.tensors()[1].sizes(), (std::vector<std::int64_t>{3, 1, 2, 2}));
  }
}

TEST_F(TwoReplicas, HaveATensorForEachSlot) {
  EXPECT_TRUE(slots_.tensors()[0].equal(
      torch::tensor({{{0., 1., 2.}, {3., 4., 5.}}, {{8., 9., 10.}, {11., 12., 13.}}}, torch::kFloat64)));
  EXPECT_TRUE(slots_.tensors()[1].equal(torch::tensor({{6., 7.}, {14., 15.}}, torch::kFloat64)));
  EXPECT_TRUE(slots_.flat(1).equal(torch::arange(8, 16).to(torch::kFloat64)));
}

TEST_F(TwoReplicas, LeavesShareTheirMemory) {
  const auto second = slots_.leaves(1, 1, true);
  EXPECT_EQ(second[0].sizes(), (std::vector<std::int64_t>{1, 2, 3}));
  EXPECT_TRUE(second[0].is_leaf() && second[0].requires_grad());
  EXPECT_EQ(second[1].data_ptr<double>(), slots_.tensors()[1].data_ptr<double>() + 2);
  EXPECT_FALSE(slots_.leaves(0, 2, false)[0].requires_grad());
}

}  // namespace
}  // namespace friendly
