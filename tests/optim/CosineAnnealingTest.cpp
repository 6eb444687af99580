#include <gtest/gtest.h>

#include <cmath>

#include "optim/CosineAnnealing.hpp"

namespace friendly {
namespace {

// rate(t) = base (1 + cos(pi t / T)) / 2: down, up and down again.
TEST(CosineAnnealing, FollowsTheClosedForm) {
  const double pi = std::acos(-1.0);
  for (std::int64_t period : {1, 2, 3, 7, 50}) {
    CosineAnnealing cosine(period, 0.1);
    double rate = 0.1;
    for (std::int64_t t = 1; t <= 3 * period; ++t) {
      rate = cosine.next(rate);
      const double expected =
          0.1 * (1 + std::cos(pi * static_cast<double>(t) / static_cast<double>(period))) / 2;
      EXPECT_NEAR(rate, expected, 1e-13) << "period " << period << ", step " << t;
    }
    EXPECT_EQ(cosine.steps_done(), 3 * period);
  }
}

// Worked by hand for a period of 4: (2 + √2) / 4, 1/2, (2 - √2) / 4, 0 of the base, then up again.
TEST(CosineAnnealing, TurnsAroundAtThePeriod) {
  CosineAnnealing cosine(4, 2);
  const double root = std::sqrt(2.0);
  double rate = 2;
  for (double expected :
       {(2 + root) / 2, 1.0, (2 - root) / 2, 0.0, (2 - root) / 2, 1.0, (2 + root) / 2, 2.0}) {
    rate = cosine.next(rate);
    EXPECT_NEAR(rate, expected, 1e-14);
  }
}

// Steps multiply by (1 + cos now) / (1 + cos before): after step 2 of 4 (a half), 0.01 becomes 0.01 (2 - √2)
// / 2, then 0; the climb starts from the base rate.
TEST(CosineAnnealing, ScalesARateThatWasSetInBetween) {
  CosineAnnealing cosine(4, 2);
  cosine.next(cosine.next(2));
  const double root = std::sqrt(2.0), third = cosine.next(0.01);
  EXPECT_NEAR(third, 0.01 * (2 - root) / 2, 1e-16);
  const double fourth = cosine.next(third);
  EXPECT_NEAR(fourth, 0, 1e-16);
  EXPECT_NEAR(cosine.next(fourth), (2 - root) / 2, 1e-14);
}

TEST(CosineAnnealing, ResumesFromItsStepCount) {
  CosineAnnealing whole(5, 0.1), resumed(5, 0.1);
  double rate = 0.1;
  for (int i = 0; i < 3; ++i) rate = whole.next(rate);
  resumed.set_steps_done(3);
  EXPECT_EQ(resumed.next(rate), whole.next(rate));
}

}  // namespace
}  // namespace friendly
