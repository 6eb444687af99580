#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/Random.hpp"

namespace friendly {
namespace {

TEST(RandomStream, UniformNumbersFillTheInterval) {
  RandomStream random(1);
  double sum = 0, lowest = 9, highest = -9;
  for (int i = 0; i < 100'000; ++i) {
    const double number = random.uniform(2, 5);
    sum += number;
    lowest = std::min(lowest, number);
    highest = std::max(highest, number);
  }
  EXPECT_NEAR(sum / 100'000, 3.5, 0.015);
  EXPECT_GE(lowest, 2);
  EXPECT_LT(lowest, 2.01);
  EXPECT_LT(highest, 5);
  EXPECT_GT(highest, 4.99);
}

TEST(RandomStream, NormalNumbersHaveTheRightMomentsAndTails) {
  RandomStream random(2);
  const int n = 200'000;
  double sum = 0, squares = 0, beyond = 0;
  for (int i = 0; i < n; ++i) {
    const double number = random.normal();
    sum += number;
    squares += number * number;
    beyond += std::abs(number) > 1.959964 ? 1 : 0;
  }
  EXPECT_NEAR(sum / n, 0, 0.012);
  EXPECT_NEAR(squares / n, 1, 0.02);
  EXPECT_NEAR(beyond / n, 0.05, 0.003);
}

TEST(RandomStream, IntegersAreEquallyLikely) {
  RandomStream random(3);
  std::vector<int> counts(7);
  for (int i = 0; i < 70'000; ++i) ++counts[static_cast<std::size_t>(random.below(7))];
  for (const int count : counts) EXPECT_NEAR(count, 10'000, 500);
}

TEST(RandomStream, PermutationHoldsEachIndexOnceAndFollowsTheSeed) {
  const auto order = RandomStream(4).permutation(1000);
  EXPECT_EQ(std::set<std::int64_t>(order.begin(), order.end()).size(), 1000);
  EXPECT_EQ(*std::min_element(order.begin(), order.end()), 0);
  EXPECT_EQ(*std::max_element(order.begin(), order.end()), 999);
  EXPECT_EQ(order, RandomStream(4).permutation(1000));
  EXPECT_NE(order, RandomStream(5).permutation(1000));
}

// The C++ standard prescribes the engine's 10000th number; what is built on the engine must not depend on the
// library either.
TEST(RandomStream, FirstNumbersAreFixed) {
  std::mt19937_64 engine;
  engine.discard(9999);
  ASSERT_EQ(engine(), 9981545732273789042ULL);
  std::mt19937_64 same_seed(6);
  EXPECT_EQ(RandomStream(6).uniform(), static_cast<double>(same_seed() >> 11) / 9007199254740992.0);
}

}  // namespace
}  // namespace friendly
