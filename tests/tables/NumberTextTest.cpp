#include <gtest/gtest.h>

#include <limits>

#include "tables/NumberText.hpp"

namespace friendly {
namespace {

TEST(NumberText, SaysWhereThereIsNone) {
  EXPECT_EQ(number_text(12.345), "12.35");
  EXPECT_EQ(number_text(-0.25, "{:+.1f}"), "-0.2");
  EXPECT_EQ(number_text(std::numeric_limits<double>::quiet_NaN()), "–");
}

TEST(SpreadText, IsTheMeanAndTheDeviationOfASample) {
  EXPECT_EQ(spread_text({1, 2, 3}), "2.00 ± 1.00");
  EXPECT_EQ(spread_text({5}), "5.00 ± –");
  EXPECT_EQ(spread_text({}), "– ± –");
}

}  // namespace
}  // namespace friendly
