#include <gtest/gtest.h>

#include "trial/DevelopmentalPlan.hpp"

namespace friendly {
namespace {

TrialSpec plan_spec(double ratio, std::int64_t epochs, const char* scaling) {
  TrialSpec spec;
  spec.ratio_simp = ratio;
  spec.epochs = epochs;
  spec.scaling = scaling;
  return spec;
}

// Worked by hand: 0.5 * 4 epochs * 3 minibatches = 6 steps.
TEST(DevelopmentalPlan, FallsFromOneToZero) {
  const DevelopmentalPlan linear(plan_spec(0.5, 4, "linear"), 3),
      quadratic(plan_spec(0.5, 4, "quadratic"), 3);
  EXPECT_EQ(linear.steps_with_simp(), 6);
  EXPECT_DOUBLE_EQ(linear.scale(0), 1);
  EXPECT_DOUBLE_EQ(linear.scale(3), 0.5);
  EXPECT_DOUBLE_EQ(quadratic.scale(3), 0.25);
  EXPECT_EQ(linear.scale(6), 0);
  EXPECT_EQ(linear.scale(100), 0);
}

TEST(DevelopmentalPlan, IsZeroFromTheStartWithoutSimplifiedSteps) {
  EXPECT_EQ(DevelopmentalPlan(plan_spec(0, 4, "linear"), 3).scale(0), 0);
}

// 0.85 * 4 * 3 = 10.2 in exact arithmetic; 0.1 * 3 * 10 rounds up to 3.0000000000000004 in doubles.
TEST(DevelopmentalPlan, RoundsAsTheReleasedCodeDoes) {
  EXPECT_EQ(DevelopmentalPlan(plan_spec(0.85, 4, "linear"), 3).steps_with_simp(), 10);
  EXPECT_EQ(DevelopmentalPlan(plan_spec(0.1, 3, "linear"), 10).steps_with_simp(), 3);
  EXPECT_EQ(DevelopmentalPlan(plan_spec(0.7, 10, "linear"), 1).steps_with_simp(), 7);
  EXPECT_EQ(DevelopmentalPlan(plan_spec(0.29, 100, "linear"), 1).steps_with_simp(), 28);
}

// Of 10 steps the linear plan is 1, 0.9, 0.8 and so on: six are at least 0.5. The quadratic one is 1, 0.81,
// 0.64, 0.49: three.
TEST(DevelopmentalPlan, CountsTheStepsThatAreAtLeastSoSimple) {
  const DevelopmentalPlan linear(plan_spec(0.5, 4, "linear"), 5),
      quadratic(plan_spec(0.5, 4, "quadratic"), 5);
  EXPECT_EQ(linear.steps_at_scale(0.5), 6);
  EXPECT_EQ(linear.steps_at_scale(0.9), 2);
  EXPECT_EQ(linear.steps_at_scale(1), 1);
  EXPECT_EQ(linear.steps_at_scale(1.1), 0);
  EXPECT_EQ(linear.steps_at_scale(0.01), 10);
  EXPECT_EQ(quadratic.steps_at_scale(0.5), 3);
  EXPECT_EQ(DevelopmentalPlan(plan_spec(0, 4, "linear"), 5).steps_at_scale(0.5), 0);
}

}  // namespace
}  // namespace friendly
