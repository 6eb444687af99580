#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "TestSupport.hpp"
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

TEST(Hyperparameters, NamesAreUniqueAndEachHasAHelpText) {
  std::set<std::string> names;
  for (const auto& row : hyperparameters()) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_FALSE(row.help.empty()) << row.name;
  }
}

std::set<std::string> names_where(const std::function<bool(const Hyperparameter&)>& condition) {
  std::set<std::string> names;
  for (const auto& row : hyperparameters())
    if (condition(row)) names.insert(row.name);
  return names;
}

std::set<std::string> names_with(Hyperparameter::Role role) {
  return names_where([&](const Hyperparameter& row) { return row.role == role; });
}

// A mistake here would train trials together that must not be, or compare and average the wrong ones.
TEST(Hyperparameters, ReplicasOfAnArrayMayDifferInExactlyThese) {
  EXPECT_EQ(
      names_where([](const Hyperparameter& row) { return row.varies_in_array; }),
      (std::set<std::string>{"run", "lr_clf", "weight_decay_clf", "lr_factor_clf", "ratio_simp", "scaling",
                             "lr_simp", "weight_decay_simp", "beta_simp", "step_simp", "conf_thres"}));
}

TEST(Hyperparameters, TablesHaveARowForEachValueOfExactlyThese) {
  EXPECT_EQ(names_with(Hyperparameter::Role::experiment),
            (std::set<std::string>{"method", "dataset", "arch", "epochs", "noisy_labels", "n_train",
                                   "n_examples", "noise", "dtype"}));
}

TEST(Hyperparameters, TablesAverageOverExactlyThese) {
  EXPECT_EQ(names_with(Hyperparameter::Role::repetition), (std::set<std::string>{"run", "seed"}));
}

TEST(Hyperparameters, TablesDoNotTellTheseApart) {
  EXPECT_EQ(names_with(Hyperparameter::Role::evaluation),
            (std::set<std::string>{"log_epochs", "test_batch_size", "test_when"}));
}

TEST(Hyperparameters, TablesSelectTheBestOfAllOthers) {
  EXPECT_EQ(names_with(Hyperparameter::Role::setting), (std::set<std::string>{"batch_size",
                                                                              "optim",
                                                                              "lr_clf",
                                                                              "weight_decay_clf",
                                                                              "cos_scheduler",
                                                                              "lr_factor_clf",
                                                                              "ratio_simp",
                                                                              "scaling",
                                                                              "iterations_simp",
                                                                              "simplifier",
                                                                              "n_deep",
                                                                              "n_filters_base",
                                                                              "hidden",
                                                                              "activation",
                                                                              "target_conditioning",
                                                                              "sigmoid_postprocessing",
                                                                              "lr_simp",
                                                                              "weight_decay_simp",
                                                                              "beta_simp",
                                                                              "acc_thres",
                                                                              "step_simp",
                                                                              "conf_thres",
                                                                              "carry_gradient",
                                                                              "data_augmentation",
                                                                              "dropout"}));
}

TEST(Hyperparameters, ThoseOfTheFirstVersionAreAlwaysPartOfTheKey) {
  EXPECT_TRUE(is_in_key(find_hyperparameter("beta_simp", "here"), default_spec("nft", "ff")));
}

TEST(Hyperparameters, LaterOnesArePartOfTheKeyUnlessTheyHaveTheirDefault) {
  const auto added = [](const char* name) {
    Hyperparameter row = find_hyperparameter(name, "here");
    row.since = "0.2.0";
    return row;
  };
  TrialSpec spec = default_spec("ft", "ff");
  for (const char* name : {"iterations_simp", "acc_thres", "hidden", "carry_gradient", "optim"})
    EXPECT_FALSE(is_in_key(added(name), spec)) << name;
  spec.iterations_simp = 1;  // the default of other methods
  spec.acc_thres = 0.5;
  spec.hidden = {2};
  spec.carry_gradient = false;
  spec.optim = "rmsprop";
  for (const char* name : {"iterations_simp", "acc_thres", "hidden", "carry_gradient", "optim"})
    EXPECT_TRUE(is_in_key(added(name), spec)) << name;
}

TEST(Hyperparameters, DefaultsAreWithinTheirOwnRange) {
  for (const auto& row : hyperparameters()) {
    TrialSpec spec;
    const auto value = to_json(TrialSpec{}).at(row.name);
    EXPECT_NO_THROW(set_value(spec, row, value, "default")) << row.name;
  }
}

TEST(Hyperparameters, ValuesSurviveARoundTripThroughText) {
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
  EXPECT_NE(refusal("ratio_simp", 1.5).find("a number from 0 to 1"), std::string::npos);
  EXPECT_NE(refusal("lr_clf", 0.0).find("a number > 0"), std::string::npos);
  EXPECT_NE(refusal("epochs", 0).find("an integer >= 1"), std::string::npos);
  EXPECT_NE(refusal("n_deep", 3), "");
  EXPECT_NE(refusal("hidden", {16, -1}), "");
}

TEST(Hyperparameters, RefusesWrongTypes) {
  EXPECT_NE(refusal("epochs", 2.5).find("integer"), std::string::npos);
  EXPECT_NE(refusal("target_conditioning", 1).find("true or false"), std::string::npos);
  EXPECT_NE(refusal("beta_simp", "many").find("a number >= 0"), std::string::npos);
  EXPECT_NE(refusal("lr_clf", "none"), "");
  EXPECT_EQ(refusal("acc_thres", "none"), "");
}

TEST(Hyperparameters, SuggestsTheNearestNameAndWord) {
  EXPECT_NE(refusal("method", "nfd").find("did you mean nft?"), std::string::npos);
  EXPECT_EQ(user_error([] { find_hyperparameter("lr_simpl", "sweep.toml:7"); }),
            "sweep.toml:7: there is no hyperparameter \"lr_simpl\" (the nearest is lr_simp): correct the "
            "name; `friendly train --help` lists all");
}

std::string near(const std::string& name) {
  const std::string error = user_error([&] { find_hyperparameter(name, "here"); });
  const auto begin = error.find(" (") + 2;
  return error.substr(begin, error.find(')') - begin);
}

TEST(Hyperparameters, TheWordsOfTheFieldLeadToOurs) {
  EXPECT_EQ(near("lr"), "the nearest are lr_clf and lr_simp");
  EXPECT_EQ(near("learning-rate"), "the nearest are lr_clf and lr_simp");
  EXPECT_EQ(near("weight_decay"), "the nearest are weight_decay_clf and weight_decay_simp");
  EXPECT_EQ(near("wd"), "the nearest are weight_decay_clf and weight_decay_simp");
  EXPECT_EQ(near("beta"), "the nearest are lr_simp, beta_simp and step_simp");
  for (const auto& [word, name] : std::map<std::string, std::string>{{"model", "arch"},
                                                                     {"network", "arch"},
                                                                     {"opt", "optim"},
                                                                     {"Optimizer", "optim"},
                                                                     {"bs", "batch_size"},
                                                                     {"batchsize", "batch_size"},
                                                                     {"n_epochs", "epochs"},
                                                                     {"random_seed", "seed"},
                                                                     {"data", "dataset"},
                                                                     {"eta_max", "beta_simp"},
                                                                     {"dropout_rate", "dropout"}})
    EXPECT_EQ(near(word), "the nearest is " + name) << word;
  EXPECT_EQ(near("momentum"), "nothing has a similar name");
}

// One that is a name itself would never be asked for, and spelling is made equal before it is looked up.
TEST(Hyperparameters, AliasesAreNoNames) {
  const auto names = hyperparameter_names();
  for (const auto& [alias, name] : hyperparameter_aliases()) {
    EXPECT_EQ(std::count(names.begin(), names.end(), alias), 0) << alias;
    EXPECT_EQ(alias.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_"), std::string::npos) << alias;
  }
}

TEST(Hyperparameters, AWordThatIsNearNoneIsAnsweredWithTheChoices) {
  EXPECT_EQ(refusal("arch", "vgg"),
            "here: arch = \"vgg\" is not allowed (arch takes ff, ff2, cnn, cnn2 or "
            "resnet): use one of these");
  EXPECT_NE(refusal("optim", "sgd").find("did you mean sgdc+adam?"), std::string::npos);
}

}  // namespace
}  // namespace friendly
