#include <gtest/gtest.h>

#include "TestSupport.hpp"
#include "trial/Assignment.hpp"

namespace friendly {
namespace {

std::string values_of(const std::string& text) {
  return nlohmann::json(parse_assignment(text, "here").values).dump();
}

TEST(Assignment, GivesOneValueOrSeveral) {
  EXPECT_EQ(parse_assignment("epochs=20", "here").hyperparameter->name, "epochs");
  EXPECT_EQ(values_of("epochs=20"), "[20]");
  EXPECT_EQ(values_of("run=1,2,3"), "[1,2,3]");
  EXPECT_EQ(values_of("run=[1,2,3]"), "[1,2,3]");
  EXPECT_EQ(values_of("dataset=convex,mnist_rot"), "[\"convex\",\"mnist_rot\"]");
  EXPECT_EQ(values_of("dropout=no"), "[false]");
  EXPECT_EQ(values_of("conf_thres=none,0.5"), "[\"none\",0.5]");
}

TEST(Assignment, AListOfIntegersIsOneValue) {
  EXPECT_EQ(values_of("hidden=16,784"), "[[16,784]]");
  EXPECT_EQ(values_of("hidden=[16,784]"), "[[16,784]]");
  EXPECT_EQ(values_of("hidden=[[16,784],[784]]"), "[[16,784],[784]]");
}

TEST(Assignment, MistakesAreUserErrors) {
  const auto refusal = [](const std::string& text) {
    return user_error([&] { parse_assignment(text, "command line: --set"); });
  };
  expect_contains(refusal("epoch=3"), "command line: --set: there is no hyperparameter \"epoch\"");
  expect_contains(refusal("epochs"), "--set: epochs gives no value");
  expect_contains(refusal("epochs="), "gives no value");
  expect_contains(refusal("epochs=[]"), "epochs has no values");
  expect_contains(refusal("epochs=ten"), "epochs = \"ten\" is not allowed");
  expect_contains(refusal("ratio_simp=0.5,1.5"), "ratio_simp = 1.5 is not allowed");
}

TEST(ParseNames, ReadsAListOfNames) {
  const auto names = parse_names("arch,method", "here");
  ASSERT_EQ(names.size(), 2u);
  EXPECT_EQ(names[1]->name, "method");
  expect_contains(user_error([] { parse_names("arch,arch", "here"); }), "arch is named twice");
  expect_contains(user_error([] { parse_names("arhc", "here"); }), "the nearest is arch");
}

}  // namespace
}  // namespace friendly
