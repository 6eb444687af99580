#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>
#include <limits>

#include "train/CrossEntropy.hpp"

namespace friendly {
namespace {

using torch::Tensor;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

Tensor row(const std::vector<double>& values) {
  return torch::tensor(values, torch::kFloat64);
}

// Softmax of (0, 0, 0) and (ln 2, 0, 0), worked by hand: 1/3 each, and 1/2, 1/4, 1/4.
TEST(CrossEntropy, ComputesLossesAndCountsCorrectPredictions) {
  const Tensor logits =
      torch::stack({row({0, 0, 0}), row({std::log(2.0), 0, 0})}).unsqueeze(0).expand({2, 2, 3});
  const CrossEntropy shared(logits, torch::tensor({{1, 2}})), own(logits, torch::tensor({{1, 2}, {0, 0}}));
  EXPECT_TRUE(torch::allclose(shared.losses(), row({std::log(3.0), std::log(4.0)}).expand({2, 2})));
  EXPECT_TRUE(torch::allclose(own.losses()[1], row({std::log(3.0), std::log(2.0)})));
  EXPECT_TRUE(own.right().narrow(1, 1, 1).equal(torch::tensor({{false}, {true}})));
  EXPECT_TRUE(
      CrossEntropy(logits.narrow(1, 1, 1), torch::tensor({{0}})).right_predictions().equal(row({1, 1})));
}

// The examples' own gradients by the logits: shares less one at the label.
TEST(CrossEntropy, GradientIsThatOfTheMeanOverTheSelectedExamples) {
  const Tensor logits = torch::stack({row({0, 0, 0}), row({std::log(2.0), 0, 0})}).unsqueeze(0);
  const CrossEntropy loss(logits, torch::tensor({{1, 0}}));
  const Tensor of_first = row({1.0 / 3, -2.0 / 3, 1.0 / 3}), of_second = row({-0.5, 0.25, 0.25});
  const MeanLoss all = loss.mean(), second = loss.mean(torch::tensor({{false, true}})),
                 none = loss.mean(torch::tensor({{false, false}}));
  EXPECT_TRUE(torch::allclose(all.values, row({std::log(6.0) / 2})));
  EXPECT_TRUE(torch::allclose(all.logit_gradients[0], torch::stack({of_first, of_second}) / 2));
  EXPECT_TRUE(torch::allclose(second.values, row({std::log(2.0)})));
  EXPECT_TRUE(
      torch::allclose(second.logit_gradients[0], torch::stack({torch::zeros_like(of_first), of_second})));
  EXPECT_TRUE(none.values.equal(row({0})));
  EXPECT_TRUE(none.logit_gradients.equal(torch::zeros_like(logits)));
}

TEST(CrossEntropy, EqualsThatOfTorch) {
  torch::manual_seed(7);
  const Tensor logits = (3 * torch::randn({2, 5, 4}, torch::kFloat64)).requires_grad_();
  const Tensor labels = torch::randint(4, {2, 5}, torch::kInt64);
  const MeanLoss loss = CrossEntropy(logits, labels).mean();
  for (std::int64_t r = 0; r < 2; ++r) {
    const Tensor expected = torch::nn::functional::cross_entropy(logits[r], labels[r]);
    EXPECT_TRUE(torch::allclose(loss.values[r], expected));
    EXPECT_TRUE(torch::allclose(loss.logit_gradients,
                                torch::autograd::grad({expected}, {logits})[0].where(
                                    torch::arange(2).eq(r).view({2, 1, 1}), loss.logit_gradients)));
  }
}

TEST(CrossEntropy, KeepsANanToItsReplica) {
  const Tensor logits =
      torch::stack({torch::full({2, 3}, kNan, torch::kFloat64), row({1, 2, 3}).expand({2, 3})});
  const MeanLoss loss =
      CrossEntropy(logits, torch::tensor({{0, 1}})).mean(torch::tensor({{true, true}, {true, false}}));
  EXPECT_TRUE(loss.values.isnan().equal(torch::tensor({true, false})));
  EXPECT_FALSE(loss.logit_gradients[1].isnan().any().item<bool>());
}

}  // namespace
}  // namespace friendly
