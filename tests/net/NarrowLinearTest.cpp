#include <gtest/gtest.h>
#include <torch/autograd.h>

#include "net/NarrowLinear.hpp"

namespace friendly {
namespace {

using torch::Tensor;

struct Case {
  std::int64_t replicas, inputs, batch, in, out;  // `inputs` is 1 where replicas share them
};

class NarrowLinear : public ::testing::TestWithParam<Case> {
 protected:
  void SetUp() override {
    torch::manual_seed(7);
    const Case& c = GetParam();
    leaves_ = {torch::randn({c.inputs, c.batch, c.in}), torch::randn({c.replicas, c.out, c.in}),
               torch::randn({c.replicas, c.out})};
    for (Tensor& leaf : leaves_) leaf.requires_grad_();
    ASSERT_TRUE(suits_narrow_linear(leaves_[0], leaves_[1])) << "this processor has no AVX2";
  }
  std::vector<Tensor> leaves_;  ///< x, weight, bias
};

// Against a product in float64: output and all gradients.
TEST_P(NarrowLinear, EqualsTheProduct) {
  std::vector<Tensor> exact;
  for (const Tensor& leaf : leaves_) exact.push_back(leaf.detach().to(torch::kFloat64).requires_grad_());
  const Tensor y = narrow_linear(leaves_[0], leaves_[1], leaves_[2]);
  const Tensor expected = torch::matmul(exact[0], exact[1].transpose(1, 2)) + exact[2].unsqueeze(1);
  const Tensor direction = torch::randn_like(expected);
  const auto gradients = torch::autograd::grad({y}, leaves_, {direction.to(torch::kFloat32)}),
             expected_gradients = torch::autograd::grad({expected}, exact, {direction});
  const auto expect_close = [](const Tensor& value, const Tensor& wanted, const char* what) {
    ASSERT_EQ(value.sizes(), wanted.sizes()) << what;
    const double error = (value.to(torch::kFloat64) - wanted).abs().max().item<double>();
    EXPECT_LT(error, 1e-5 * wanted.abs().max().item<double>()) << what;
  };
  expect_close(y, expected, "output");
  for (std::size_t i = 0; i < 3; ++i)
    expect_close(gradients[i], expected_gradients[i], i == 0 ? "input" : i == 1 ? "weight" : "bias");
}

TEST_P(NarrowLinear, DependsNeitherOnTheBatchNorOnOtherReplicas) {
  const Tensor y = narrow_linear(leaves_[0], leaves_[1], leaves_[2]);
  const std::int64_t last = GetParam().replicas - 1, example = GetParam().batch - 1;
  const Tensor x = leaves_[0].narrow(0, std::min(last, GetParam().inputs - 1), 1).narrow(1, example, 1);
  const Tensor alone = narrow_linear(x, leaves_[1].narrow(0, last, 1), leaves_[2].narrow(0, last, 1));
  EXPECT_TRUE(alone[0][0].equal(y[last][example]));
}

INSTANTIATE_TEST_SUITE_P(Shapes, NarrowLinear,
                         ::testing::Values(Case{1, 1, 32, 784, 10}, Case{3, 1, 5, 784, 10},
                                           Case{3, 3, 7, 64, 16}, Case{2, 2, 1, 80, 1},
                                           Case{1, 1, 9, 112, 7}));

TEST(NarrowLinearLayer, IsForFloat32FewOutputsAndInputsThatFillVectors) {
  const Tensor x = torch::zeros({1, 2, 784});
  const auto weight = [](std::int64_t out, std::int64_t in) { return torch::zeros({1, out, in}); };
  EXPECT_TRUE(suits_narrow_linear(x, weight(10, 784)));
  EXPECT_FALSE(suits_narrow_linear(x, weight(17, 784)));
  EXPECT_FALSE(suits_narrow_linear(x, weight(10, 500)));
  EXPECT_FALSE(suits_narrow_linear(x, weight(10, 48)));
  EXPECT_FALSE(suits_narrow_linear(x.to(torch::kFloat64), weight(10, 784)));
}

}  // namespace
}  // namespace friendly
