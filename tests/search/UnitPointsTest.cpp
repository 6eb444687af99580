#include <gtest/gtest.h>

#include <set>

#include "search/UnitPoints.hpp"

namespace friendly {
namespace {

using Points = std::vector<std::vector<double>>;

TEST(UnitPoints, SobolPointsAreTheKnownSequence) {
  // scipy.stats.qmc.Sobol(d=3, scramble=False).random(8), SciPy 1.10.1.
  const Points expected = {{0, 0, 0},
                           {0.5, 0.5, 0.5},
                           {0.75, 0.25, 0.25},
                           {0.25, 0.75, 0.75},
                           {0.375, 0.375, 0.625},
                           {0.875, 0.875, 0.125},
                           {0.625, 0.125, 0.875},
                           {0.125, 0.625, 0.375}};
  EXPECT_EQ(sobol_points(8, 3), expected);
}

TEST(UnitPoints, EachIntervalOfAPowerOfTwoHoldsOnePointInEveryDimension) {
  for (const std::int64_t seed : {1, 2, 3}) {
    const Points points = unit_points({"sobol", 64, seed}, 5);
    for (std::size_t d = 0; d < 5; ++d) {
      std::set<int> intervals;
      for (const auto& point : points) intervals.insert(static_cast<int>(point[d] * 64));
      EXPECT_EQ(intervals.size(), 64u) << "dimension " << d << ", seed " << seed;
    }
  }
}

TEST(UnitPoints, EveryBoxOfAnEighthByAnEighthHoldsOneOf64) {
  const Points points = unit_points({"sobol", 64, 7}, 2);
  std::set<int> boxes;
  for (const auto& point : points)
    boxes.insert(8 * static_cast<int>(point[0] * 8) + static_cast<int>(point[1] * 8));
  EXPECT_EQ(boxes.size(), 64u);
}

TEST(UnitPoints, MorePointsKeepTheEarlierOnes) {
  for (const char* method : {"sobol", "random"}) {
    const Points few = unit_points({method, 10, 3}, 4);
    Points many = unit_points({method, 100, 3}, 4);
    many.resize(10);
    EXPECT_EQ(few, many) << method;
  }
}

TEST(UnitPoints, SeedsMakeOtherPoints) {
  for (const char* method : {"sobol", "random"})
    EXPECT_NE(unit_points({method, 4, 1}, 2), unit_points({method, 4, 2}, 2)) << method;
}

TEST(UnitPoints, RandomPointsAreUniform) {
  const Points points = unit_points({"random", 10000, 1}, 2);
  for (std::size_t d = 0; d < 2; ++d) {
    double sum = 0, squares = 0;
    for (const auto& point : points) {
      ASSERT_GE(point[d], 0);
      ASSERT_LT(point[d], 1);
      sum += point[d];
      squares += point[d] * point[d];
    }
    EXPECT_NEAR(sum / 10000, 0.5, 0.01);
    EXPECT_NEAR(squares / 10000, 1.0 / 3, 0.01);
  }
}

}  // namespace
}  // namespace friendly
