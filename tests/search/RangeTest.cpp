#include <gtest/gtest.h>

#include <cmath>

#include "TestSupport.hpp"
#include "search/Range.hpp"

namespace friendly {
namespace {

using nlohmann::json;

TEST(Range, AUniformRangeIsCoveredEvenly) {
  const Range range = make_range("uniform", {10, 30}, "here");
  EXPECT_EQ(range.at(0), 10.0);
  EXPECT_EQ(range.at(0.25), 15.0);
  EXPECT_EQ(range.at(0.75), 25.0);
}

TEST(Range, ALogarithmicRangeIsCoveredEvenlyInItsLogarithm) {
  const Range range = make_range("log", {1e-6, 1e-2}, "here");
  EXPECT_EQ(range.at(0), 1e-6);
  EXPECT_EQ(range.at(0.5), 1e-4);
  EXPECT_EQ(range.at(0.75), 1e-3);
}

TEST(Range, RealValuesHaveSixDigitsAndStayInside) {
  EXPECT_EQ(make_range("uniform", {0, 1}, "here").at(1.0 / 3), 0.333333);
  EXPECT_EQ(make_range("uniform", {0.1234564, 1}, "here").at(0), 0.1234564);
}

TEST(Range, IntegersIncludeBothEnds) {
  const Range range = make_range("int", {3, 5}, "here");
  EXPECT_EQ(range.at(0), 3);
  EXPECT_EQ(range.at(0.34), 4);
  EXPECT_EQ(range.at(0.999999), 5);
}

TEST(Range, AChoiceIsOneOfItsValues) {
  const Range range = make_range("choice", {64, 96, 128}, "here");
  EXPECT_EQ(range.at(0), 64);
  EXPECT_EQ(range.at(0.4), 96);
  EXPECT_EQ(range.at(0.9), 128);
}

TEST(Range, RefusalsSayWhatIsWrong) {
  const auto refusal = [](const std::string& word, const json& values) {
    return user_error([&] { make_range(word, values, "a.toml:3"); });
  };
  expect_contains(refusal("lg", {1, 2}), "a.toml:3: there is no range \"lg\"");
  expect_contains(refusal("lg", {1, 2}), "did you mean log?");
  expect_contains(refusal("log", {0, 2}), "only positive numbers have logarithms");
  expect_contains(refusal("uniform", {2, 1}), "the first number is lower than the second");
  expect_contains(refusal("log", {1, 1}), "the first number is lower than the second");
  expect_contains(refusal("uniform", {0, HUGE_VAL}), "its ends are finite numbers");
  expect_contains(refusal("uniform", {1, 2, 3}), "it takes the lowest and the highest number");
  expect_contains(refusal("int", {1, 2.5}), "it takes the lowest and the highest integer");
  expect_contains(refusal("choice", json::array()), "it takes a list of values");
  expect_contains(refusal("choice", 3), "it takes a list of values");
}

}  // namespace
}  // namespace friendly
