#include <gtest/gtest.h>

#include "dataset/LabelNoise.hpp"

namespace friendly {
namespace {

TEST(LabelNoise, FalsifiesExactlyTheShare) {
  const torch::Tensor labels = torch::arange(1000, torch::kInt64).remainder(10);
  for (const double share : {0.0, 0.1, 0.25, 0.8, 1.0}) {
    const torch::Tensor noisy = with_noisy_labels(labels, share, 3);
    EXPECT_EQ((noisy != labels).sum().item<std::int64_t>(), std::llround(1000 * share));
  }
}

TEST(LabelNoise, WrongClassesAreEquallyLikely) {
  const torch::Tensor labels = torch::full({90'000}, 4, torch::kInt64);
  labels.slice(0, 0, 10).copy_(torch::arange(10));
  const torch::Tensor counts = with_noisy_labels(labels, 1, 5).bincount({}, 10);
  EXPECT_LE(counts[4].item<std::int64_t>(), 9);
  for (std::int64_t label = 0; label < 10; ++label)
    if (label != 4) {
      EXPECT_NEAR(counts[label].item<double>(), 10'000, 5 * 94);  // five standard deviations
    }
}

TEST(LabelNoise, DrawsOnlyClassesThatOccur) {
  const torch::Tensor labels = torch::arange(500, torch::kInt64).remainder(2);
  EXPECT_TRUE(with_noisy_labels(labels, 1, 1).equal(1 - labels));
}

TEST(LabelNoise, DependsOnTheSeed) {
  const torch::Tensor labels = torch::arange(1000, torch::kInt64).remainder(10);
  EXPECT_TRUE(with_noisy_labels(labels, 0.5, 1).equal(with_noisy_labels(labels, 0.5, 1)));
  EXPECT_FALSE(with_noisy_labels(labels, 0.5, 1).equal(with_noisy_labels(labels, 0.5, 2)));
}

}  // namespace
}  // namespace friendly
