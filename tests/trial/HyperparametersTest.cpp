#include <gtest/gtest.h>

#include <set>

#include "core/Error.hpp"
#include "trial/Hyperparameters.hpp"

namespace friendly {
namespace {

std::string refusal(const std::string& name, const nlohmann::json& value) {
  TrialSpec spec;
  try {
    set_value(spec, find_hyperparameter(name, "here"), value, "here");
  } catch (const UserError& error) {
    return error.what();
  }
  return "";
}

TEST(Hyperparameters, NamesAreUniqueAndHelped) {
  std::set<std::string> names;
  for (const auto& row : hyperparameters()) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_FALSE(row.help.empty()) << row.name;
  }
}

TEST(Hyperparameters, DefaultsAreWithinTheirOwnRange) {
  for (const auto& row : hyperparameters()) {
    TrialSpec spec;
    const auto value = to_json(TrialSpec{}).at(row.name);
    EXPECT_NO_THROW(set_value(spec, row, value, "default")) << row.name;
  }
}

TEST(Hyperparameters, EveryValueSurvivesItsText) {
  TrialSpec spec;
  spec.lr_clf = 0.1 + 0.2;
  spec.hidden = {16, 20};
  spec.conf_thres = 0.98;
  spec.target_conditioning = true;
  TrialSpec copy;
  for (const auto& row : hyperparameters())
    set_value(copy, row, parse_value(row, value_text(row, spec)), "text");
  EXPECT_EQ(to_json(copy), to_json(spec));
}

TEST(Hyperparameters, RefusesWhatIsOutOfRange) {
  EXPECT_NE(refusal("ratio_simp", 1.5).find("real from 0 to 1"), std::string::npos);
  EXPECT_NE(refusal("lr_clf", 0.0).find("above 0"), std::string::npos);
  EXPECT_NE(refusal("epochs", 0).find("integer from 1"), std::string::npos);
  EXPECT_NE(refusal("n_deep", 3), "");
  EXPECT_NE(refusal("hidden", {16, -1}), "");
}

TEST(Hyperparameters, RefusesWrongTypes) {
  EXPECT_NE(refusal("epochs", 2.5).find("integer"), std::string::npos);
  EXPECT_NE(refusal("target_conditioning", 1).find("true or false"), std::string::npos);
  EXPECT_NE(refusal("beta_simp", "many").find("real"), std::string::npos);
  EXPECT_NE(refusal("lr_clf", "none"), "");
  EXPECT_EQ(refusal("acc_thres", "none"), "");
}

TEST(Hyperparameters, SuggestsTheNearestNameAndWord) {
  EXPECT_NE(refusal("method", "nfd").find("did you mean \"nft\"?"), std::string::npos);
  try {
    find_hyperparameter("lr_simpl", "sweep.toml:7");
    FAIL();
  } catch (const UserError& error) {
    EXPECT_STREQ(
        error.what(),
        "sweep.toml:7: there is no hyperparameter \"lr_simpl\" (the nearest name is \"lr_simp\"): correct "
        "the name; `friendly train --help` lists all");
  }
}

}  // namespace
}  // namespace friendly
