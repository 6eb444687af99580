#include <gtest/gtest.h>

#include <cmath>

#include "tables/Curve.hpp"

namespace friendly {
namespace {

TEST(Curve, HasAColumnPerEpochAndTheFirstCurveOnTop) {
  EXPECT_EQ(drawing_of({{"one", "o", {4, 3, 2, 1, 0}}, {"two", "x", {0, NAN, 2, NAN, 4}}}, 80, 5),
            "       4 │o   x\n"
            "         │ o\n"
            "       2 │  o\n"
            "         │   o\n"
            "       0 │x   o\n"
            "         └─────\n"
            "          0   4  epoch\n"
            "          o one   x two\n");
}

// Four epochs in two columns: means 1 and 3.
TEST(Curve, AveragesNeighboursWhereThereIsNoRoom) {
  const std::string text = drawing_of({{"one", "o", std::vector<double>(40, 1)}}, 30, 3);
  EXPECT_NE(text.find("       1 │oooooooooooooooooooo\n"), std::string::npos) << text;
  std::vector<double> values;
  for (int i = 0; i < 20; ++i) values.insert(values.end(), {0, 2});
  EXPECT_EQ(drawing_of({{"one", "o", values}}, 30, 3), text) << "every mean is 1";
}

TEST(Curve, NoValuesMakeNoDrawing) {
  EXPECT_EQ(drawing_of({}, 80, 5), "");
  EXPECT_EQ(drawing_of({{"one", "o", {NAN, NAN}}}, 80, 5), "");
}

}  // namespace
}  // namespace friendly
