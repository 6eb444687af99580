#include <gtest/gtest.h>

#include "trial/Decision.hpp"

namespace friendly {
namespace {

Decision example() {
  return {"nft: convex ff nft",
          "0123456789abcdef",
          1,
          3,
          "run 2",
          {{"a", 12.5, true}, {"b", 20.0, false}, {"c", {}, false}}};
}

TEST(Decision, SurvivesItsJson) {
  const Decision copy = decision_from_json(nlohmann::json::parse(to_json(example()).dump()));
  EXPECT_EQ(to_json(copy), to_json(example()));
  EXPECT_EQ(copy.places[0].error, 12.5);
  EXPECT_FALSE(copy.places[2].error);
  EXPECT_EQ(copy.rung_name, "run 2");
}

TEST(Decision, SaysWhyASettingLeft) {
  EXPECT_EQ(example().reason_to_leave(1),
            "left after run 2, place 2 of 3 (mean validation error 20.00 %); 1 went on");
  EXPECT_EQ(example().reason_to_leave(2), "left after run 2, place 3 of 3 (a trial failed); 1 went on");
}

}  // namespace
}  // namespace friendly
