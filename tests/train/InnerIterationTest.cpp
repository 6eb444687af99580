#include <gtest/gtest.h>

#include <cmath>

#include "train/InnerIteration.hpp"

namespace friendly {
namespace {

using torch::Tensor;

Tensor flags(std::vector<std::vector<int>> rows) {
  std::vector<Tensor> tensors;
  for (const auto& row : rows) tensors.push_back(torch::tensor(row, torch::kInt64).to(torch::kBool));
  return torch::stack(tensors);
}
Tensor row(const std::vector<double>& values) {
  return torch::tensor(values, torch::kFloat64);
}

// Three replicas of three examples: the first needs a confidence of 0.5, the second none, and the third has
// had all its iterations.
class PlanIteration : public ::testing::Test {
 protected:
  InnerPlan plan(std::int64_t index) {
    const Tensor losses = row({0.1, 1, 0.1}).expand({3, 3}).contiguous();
    return plan_iteration(progress_, losses, flags({{1, 1, 0}, {1, 1, 0}, {1, 1, 0}}), row({0.5, -1, -1}),
                          row({3, 2, 1}), index);
  }
  InnerProgress progress_{flags({{0, 0, 0}, {0, 0, 0}, {0, 1, 0}}), row({0, 0, 0})};
};

TEST_F(PlanIteration, LetsExamplesLeaveThatArePredictedWellEnough) {
  const InnerPlan first = plan(1);
  EXPECT_TRUE(first.active.equal(flags({{1, 1, 1}, {1, 1, 1}, {0, 0, 0}})));
  EXPECT_TRUE(first.moves.equal(flags({{0, 1, 1}, {0, 0, 1}, {0, 0, 0}})));
  EXPECT_TRUE(progress_.left.equal(flags({{1, 0, 0}, {1, 1, 0}, {0, 1, 0}})));
  const InnerPlan second = plan(2);
  EXPECT_TRUE(second.active.equal(flags({{0, 1, 1}, {0, 0, 0}, {0, 0, 0}})));
}

TEST_F(PlanIteration, SaysWhichReplicasEndAndWhichNeedMore) {
  const InnerPlan first = plan(1);
  EXPECT_TRUE(first.has_active.equal(flags({{1, 1, 0}})[0]));
  EXPECT_TRUE(first.has_more.equal(flags({{1, 0, 0}})[0]));
  EXPECT_TRUE(first.ends.equal(flags({{0, 1, 0}})[0]));
  EXPECT_TRUE(progress_.last_index.equal(row({1, 1, 0})));
  progress_.left.fill_(true);
  progress_.left[0][1] = false;
  const InnerPlan second = plan(2);
  EXPECT_TRUE(second.ends.equal(flags({{1, 0, 0}})[0]));
  EXPECT_TRUE(progress_.last_index.equal(row({2, 1, 0})));
}

TEST_F(PlanIteration, AReplicaEndsEarlyOnceAllExamplesHaveLeft) {
  progress_.left = flags({{0, 0, 1}, {0, 0, 1}, {0, 0, 1}});
  const InnerPlan first = plan(0);
  EXPECT_TRUE(progress_.left.equal(flags({{1, 0, 1}, {1, 1, 1}, {1, 1, 1}})));
  EXPECT_TRUE(first.has_more.equal(flags({{1, 0, 0}})[0]));
  EXPECT_TRUE(first.ends.equal(flags({{0, 1, 1}})[0]));
}

TEST(MoveInputs, GoesDownTheGradientWhereItIsTold) {
  const Tensor inputs = torch::ones({2, 2, 3}, torch::kFloat64),
               gradients = torch::arange(12, torch::kFloat64).view({2, 2, 3});
  move_inputs(inputs, gradients, flags({{1, 0}, {0, 1}}), row({2, 0.5}));
  EXPECT_TRUE(inputs.view({4, 3}).equal(
      torch::stack({row({1, -1, -3}), row({1, 1, 1}), row({1, 1, 1}), row({-3.5, -4, -4.5})})));
}

TEST(KeepRows, CopiesTheChosenReplicas) {
  const Tensor weights = torch::zeros({3, 2, 2}), biases = torch::zeros({3, 2});
  keep_rows({weights, biases}, {torch::ones({3, 2, 2}), torch::ones({3, 2})}, flags({{1, 0, 1}})[0]);
  EXPECT_TRUE(weights.sum({1, 2}).equal(torch::tensor({4.f, 0.f, 4.f})));
  EXPECT_TRUE(biases.sum(1).equal(torch::tensor({2.f, 0.f, 2.f})));
}

}  // namespace
}  // namespace friendly
