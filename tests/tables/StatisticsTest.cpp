#include <gtest/gtest.h>

#include <cmath>

#include "tables/Statistics.hpp"

namespace friendly {
namespace {

TEST(Statistics, MeanOfHandWorkedSamples) {
  EXPECT_EQ(mean({3}), 3);
  EXPECT_EQ(mean({1, 2, 6}), 3);
  EXPECT_EQ(mean({-1.5, 1.5}), 0);
}

// Squared distances from the mean 5: 9, 1, 1, 1, 0, 0, 4, 16, sum 32; over n - 1 = 7.
TEST(Statistics, DeviationDividesByOneLessThanTheSize) {
  EXPECT_DOUBLE_EQ(sample_deviation({2, 4, 4, 4, 5, 5, 7, 9}), std::sqrt(32.0 / 7));
  EXPECT_DOUBLE_EQ(sample_deviation({30, 32}), std::sqrt(2.0));
  EXPECT_EQ(sample_deviation({5, 5, 5}), 0);
}

// The squares' mean less the mean's square would cancel here.
TEST(Statistics, DeviationSurvivesALargeMean) {
  EXPECT_DOUBLE_EQ(sample_deviation({1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16}), std::sqrt(30.0));
}

TEST(Statistics, TooFewValuesAreNaN) {
  EXPECT_TRUE(std::isnan(mean({})));
  EXPECT_TRUE(std::isnan(sample_deviation({})));
  EXPECT_TRUE(std::isnan(sample_deviation({1})));
}

}  // namespace
}  // namespace friendly
