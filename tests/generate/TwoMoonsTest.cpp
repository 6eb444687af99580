#include <gtest/gtest.h>

#include "generate/TwoMoons.hpp"

namespace friendly {
namespace {

torch::Tensor of_class(const Examples& examples, std::int64_t label) {
  return examples.inputs.index_select(0, (examples.labels == label).nonzero().squeeze(1));
}

// Signed distance of points from the unit circle around a centre.
torch::Tensor distance_from_circle(const torch::Tensor& points, float x, float y) {
  return (points - torch::tensor({x, y})).norm(2, 1) - 1;
}

TEST(TwoMoons, WithoutNoisePointsLieOnTheirHalfCircles) {
  const Examples examples = make_two_moons(1001, 0, 1);
  const torch::Tensor upper = of_class(examples, 0), lower = of_class(examples, 1);
  EXPECT_EQ(upper.size(0), 501);
  EXPECT_EQ(lower.size(0), 500);
  EXPECT_LT(distance_from_circle(upper, 0, 0).abs().max().item<float>(), 1e-6);
  EXPECT_LT(distance_from_circle(lower, 1, 0.5f).abs().max().item<float>(), 1e-6);
  EXPECT_GE(upper.select(1, 1).min().item<float>(), -1e-6);
  EXPECT_LE(lower.select(1, 1).max().item<float>(), 0.5 + 1e-6);
  EXPECT_FLOAT_EQ(upper.select(1, 0).max().item<float>(), 1);
  EXPECT_FLOAT_EQ(upper.select(1, 0).min().item<float>(), -1);
  EXPECT_FLOAT_EQ(lower.select(1, 0).max().item<float>(), 2);
  EXPECT_FLOAT_EQ(lower.select(1, 0).min().item<float>(), 0);
}

TEST(TwoMoons, NoiseHasTheRequestedStandardDeviation) {
  const Examples clean = make_two_moons(20'000, 0, 1), noisy = make_two_moons(20'000, 0.3, 1);
  const torch::Tensor noise = noisy.inputs - clean.inputs;
  EXPECT_NEAR(noise.std().item<double>(), 0.3, 0.006);
  EXPECT_NEAR(noise.mean().item<double>(), 0, 0.006);
}

}  // namespace
}  // namespace friendly
