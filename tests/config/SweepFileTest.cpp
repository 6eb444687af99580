#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "TestSupport.hpp"
#include "config/SweepFile.hpp"
#include "core/Error.hpp"

namespace friendly {
namespace {

namespace fs = std::filesystem;

class SweepFile : public ::testing::Test {
 protected:
  ~SweepFile() override { fs::remove(path_); }

  SweepPlan read(const std::string& text) const {
    std::ofstream(path_) << text;
    return read_sweep_file(path_.string(), {"fashion", "convex", "two_moons"});
  }
  /// The message with which `text` is refused, without the path of the file.
  std::string refusal(const std::string& text) const {
    try {
      read(text);
    } catch (const UserError& error) {
      const std::string message = error.what();
      EXPECT_EQ(message.rfind(path_.string(), 0), 0u) << message;
      return message.substr(path_.string().size());
    }
    return "";
  }

  const fs::path path_ = fs::temp_directory_path() / ("sweep_file_" + std::to_string(::getpid()) + ".toml");
};

TEST_F(SweepFile, AGridIsTheProductOfItsAxesAndGridsAddUp) {
  const auto plan = read(R"(
[defaults]
epochs = 3
run = [1, 2, 3]
[[grid]]
name = "nft"
method = "nft"
dataset = ["fashion", "convex"]
ratio_simp = [0.25, 0.5]
[[grid]]
method = "ct"
dataset = "convex"
epochs = 7
)");
  ASSERT_EQ(plan.trials.size(), 2u * 2u * 3u + 3u);
  std::set<std::string> keys;
  for (const Trial& trial : plan.trials) keys.insert(trial.key);
  EXPECT_EQ(keys.size(), plan.trials.size());
  EXPECT_EQ(plan.trials.front().grid, "nft");
  EXPECT_EQ(plan.trials.front().spec.epochs, 3);
  EXPECT_EQ(plan.trials.back().grid, "grid2");
  EXPECT_EQ(plan.trials.back().spec.epochs, 7) << "a grid's value replaces the default";
  EXPECT_EQ(plan.trials.back().spec.ratio_simp, 0);
}

TEST_F(SweepFile, EqualPointsAreMerged) {
  const auto plan =
      read("[[grid]]\nmethod = [\"ct\", \"nft\"]\nbeta_simp = [1, 2, 3]\n[[grid]]\nmethod = \"ct\"\n");
  EXPECT_EQ(plan.trials.size(), 4u);
  EXPECT_EQ(plan.merged, 3);
}

TEST_F(SweepFile, APointNamesEveryGridThatHasIt) {
  const auto plan = read(
      "[[grid]]\nname = \"a\"\nmethod = \"ct\"\nbeta_simp = [1, 2]\n"
      "[[grid]]\nname = \"b\"\nmethod = \"nft\"\n"
      "[[grid]]\nname = \"c\"\nmethod = [\"ct\", \"nft\"]\nbeta_simp = [10, 20]\n");
  ASSERT_EQ(plan.trials.size(), 3u);
  EXPECT_EQ(plan.trials[0].grid, "a, c");
  EXPECT_EQ(plan.trials[1].grid, "b, c");
  EXPECT_EQ(plan.trials[2].grid, "c");
}

TEST_F(SweepFile, SaysWhichAxesMergePoints) {
  const auto plan = read(
      "[defaults]\nbeta_simp = [1, 2]\nlr_clf = [0.1, 0.2]\n"
      "[[grid]]\nname = \"baseline\"\nmethod = \"ct\"\n[[grid]]\nmethod = \"nft\"\n");
  ASSERT_EQ(plan.notices.size(), 1u);
  expect_contains(plan.notices[0],
                  ".toml:2: points of grid \"baseline\" that differ only in beta_simp are equal");
  expect_contains(plan.notices[0], "used by nft");
}

TEST_F(SweepFile, SaysWhichValuesChangeNothing) {
  const auto plan = read(
      "[defaults]\nbeta_simp = 1\ncos_scheduler = \"delayed\"\n"
      "[[grid]]\nmethod = \"ct\"\n[[grid]]\nmethod = \"nft\"\n");
  ASSERT_EQ(plan.notices.size(), 1u) << "beta_simp matters to one of the grids";
  expect_contains(plan.notices[0], ".toml:3: cos_scheduler changes nothing (");
  expect_contains(plan.notices[0], "SGD only");
}

TEST_F(SweepFile, AListOfListsIsAnAxisOfAListHyperparameter) {
  const std::string grid = "[[grid]]\nmethod = \"nft\"\nsimplifier = \"ff\"\nhidden = ";
  const auto single = read(grid + "[16, 784]\n");
  ASSERT_EQ(single.trials.size(), 1u);
  EXPECT_EQ(single.trials[0].spec.hidden, (IntList{16, 784}));
  EXPECT_EQ(read(grid + "[[16, 784], [784], []]\n").trials.size(), 3u);
}

TEST_F(SweepFile, DefaultsFollowTheArchitecture) {
  const auto plan = read("[[grid]]\nmethod = \"ct\"\narch = [\"ff\", \"resnet\"]\n");
  EXPECT_EQ(plan.trials[0].spec.batch_size, 32);
  EXPECT_EQ(plan.trials[1].spec.batch_size, 128);
}

TEST_F(SweepFile, MistakesAreReportedWithTheirLine) {
  EXPECT_NE(refusal("[[grid]]\nlr_smip = 1\n")
                .find(":2: there is no hyperparameter \"lr_smip\" (the nearest is lr_simp)"),
            std::string::npos);
  EXPECT_NE(refusal("[[grid]]\nmethod = \"ct\"\n\nepochs = \"ten\"\n").find(":4: epochs"), std::string::npos);
  EXPECT_NE(refusal("[[grid]]\nratio_simp = [0.5, 1.5]\n").find(":2: ratio_simp = 1.5"), std::string::npos);
  EXPECT_NE(refusal("[[grid]]\nbeta_simp = []\n").find(":2: beta_simp has no values"), std::string::npos);
  EXPECT_NE(refusal("[[grid]]\ndataset = \"fashoin\"\n").find("the nearest is fashion"), std::string::npos);
  EXPECT_NE(refusal("[[grid]]\nrun = [1,\n").find("not valid TOML"), std::string::npos);
  EXPECT_NE(refusal("[[grids]]\nrun = 1\n").find("did you mean grid?"), std::string::npos);
  EXPECT_NE(refusal("[[grid]]\nrun = 1979-05-27\n").find(":2: a date"), std::string::npos);
  EXPECT_NE(refusal("[defaults]\nrun = 1\n").find("no [[grid]]"), std::string::npos);
  EXPECT_NE(refusal("grid = 3\n"), "");
}

TEST_F(SweepFile, OverridesReplaceTheValuesOfAllGrids) {
  std::ofstream(path_) << "[defaults]\nepochs = 3\nrun = [1, 2]\n[[grid]]\nmethod = \"ct\"\nepochs = 7\n"
                          "[[grid]]\nmethod = \"nft\"\nbeta_simp = [1, 2, 3]\n";
  const auto read_with = [&](const std::vector<std::string>& texts) {
    std::vector<Assignment> overrides;
    for (const std::string& text : texts) overrides.push_back(parse_assignment(text, "command line: --set"));
    return read_sweep_file(path_.string(), {"fashion", "convex"}, overrides);
  };
  const auto plan = read_with({"epochs=20", "run=1", "beta_simp=5,6", "dataset=convex"});
  ASSERT_EQ(plan.trials.size(), 1u + 2u);
  for (const Trial& trial : plan.trials) {
    EXPECT_EQ(trial.spec.epochs, 20);
    EXPECT_EQ(trial.spec.run, 1);
    EXPECT_EQ(trial.spec.dataset, "convex");
    EXPECT_EQ(trial.key, trial_key(trial.spec));
  }
  EXPECT_EQ(plan.trials[2].spec.beta_simp, 6);
  EXPECT_EQ(plan.overrides, "epochs = 20\nrun = 1\nbeta_simp = [5,6]\ndataset = \"convex\"\n");
  EXPECT_EQ(plan.text, read_with({}).text) << "the file's text is as it is";
  const auto notices = read_with({"lr_factor_clf=0.5"}).notices;
  ASSERT_EQ(notices.size(), 1u);
  expect_contains(notices[0], "command line: --set: lr_factor_clf changes nothing");
  expect_contains(user_error([&] { read_with({"dataset=fashoin"}); }),
                  "command line: --set: there is no data set \"fashoin\" (the nearest is fashion)");
}

TEST_F(SweepFile, PointsAreDrawnFromRanges) {
  const std::string grid = R"(
[[grid]]
method = "ct"
dataset = ["fashion", "convex"]
run = [1, 2]
lr_clf = { log = [1e-5, 1e-2] }
batch_size = { choice = [16, 32] }
search = { method = "sobol", points = )";
  const auto plan = read(grid + "8 }\n");
  ASSERT_EQ(plan.trials.size(), 2u * 2u * 8u) << "lists are axes, and all points are drawn for each";
  EXPECT_TRUE(plan.notices.empty());
  std::map<std::string, std::set<double>> rates;  // by data set and run
  for (const Trial& trial : plan.trials) {
    EXPECT_GE(trial.spec.lr_clf, 1e-5);
    EXPECT_LE(trial.spec.lr_clf, 1e-2);
    EXPECT_TRUE(trial.spec.batch_size == 16 || trial.spec.batch_size == 32);
    rates[trial.spec.dataset + std::to_string(trial.spec.run)].insert(trial.spec.lr_clf);
  }
  ASSERT_EQ(rates.size(), 4u);
  for (const auto& [name, values] : rates) EXPECT_EQ(values, rates.begin()->second) << name;
  EXPECT_EQ(rates.begin()->second.size(), 8u);

  std::set<std::string> few, many;
  for (const Trial& trial : plan.trials) few.insert(trial.key);
  const auto grown = read(grid + "16 }\n");
  for (const Trial& trial : grown.trials) many.insert(trial.key);
  EXPECT_EQ(many.size(), 2 * few.size());
  EXPECT_TRUE(std::includes(many.begin(), many.end(), few.begin(), few.end())) << "the old ones are kept";
}

TEST_F(SweepFile, DrawsManyPoints) {
  const auto plan = read(
      "[[grid]]\nmethod = \"nft\"\nlr_clf = { log = [1e-5, 1e-2] }\nlr_simp = { log = [1e-5, 1e-2] }\n"
      "beta_simp = { uniform = [10, 2000] }\nsearch = { points = 65536 }\n");
  EXPECT_EQ(plan.trials.size(), 65536u);
}

TEST_F(SweepFile, MistakesInSearchesAreReportedWithTheirLine) {
  const std::string grid = "[[grid]]\nmethod = \"ct\"\n";
  expect_contains(refusal(grid + "lr_clf = { lg = [1, 2] }\n"), ":3: there is no range \"lg\"");
  expect_contains(refusal(grid + "lr_clf = { log = [1e-3, 1] }\n"),
                  ":3: lr_clf of grid \"grid1\" is a range (nothing says how many points to draw from it)");
  expect_contains(refusal(grid + "search = { points = 4 }\n"),
                  ":3: grid \"grid1\" has a search and no range");
  expect_contains(
      refusal(grid + "lr_clf = { log = [1e-3, 1] }\nsearch = { method = \"grid\", points = 4 }\n"),
      ":4: search: method = \"grid\" is not allowed (method takes sobol or random)");
  expect_contains(refusal(grid + "lr_clf = { log = [1e-3, 1] }\nsearch = { point = 4 }\n"),
                  ":4: search has no member \"point\" (the nearest is points)");
  expect_contains(refusal(grid + "lr_clf = { log = [1e-3, 1] }\nsearch = { points = 2000000 }\n"),
                  ":4: search: points = 2000000 is not allowed (points takes an integer from 1 to 1000000)");
  expect_contains(
      refusal("search = { points = 4 }\n" + grid),
      ":1: there is no section \"search\" (a sweep file has include, [defaults] and [[grid]]): put it "
      "into [defaults] or a [[grid]]");
  expect_contains(refusal(grid + "halving = { keep = 0.5 }\n"),
                  ":3: halving has no over (over takes run or epochs)");
  expect_contains(refusal(grid + "halving = { over = \"runs\" }\n"),
                  ":3: halving: over = \"runs\" is not allowed");
  expect_contains(refusal(grid + "halving = { over = \"run\", keep = 1.5 }\n"),
                  ":3: halving: keep = 1.5 is not allowed");
  expect_contains(refusal(grid + "halving = { over = \"epochs\" }\n"), ":3: halving has no rungs");
  expect_contains(refusal(grid + "halving = { over = \"epochs\", rungs = [20, 10] }\n"),
                  "rungs takes a list of increasing numbers of epochs");
  expect_contains(refusal(grid + "halving = { over = \"epochs\", rungs = [200] }\n"),
                  ":3: grid \"grid1\" has a rung at epoch 200 of 200");
  expect_contains(
      refusal(grid + "halving = { over = \"epochs\", rungs = [9], brackets = 3 }\n"),
      ":3: halving: brackets = 3 is not allowed (there are as many as rungs and one more at most, 2 here)");
}

TEST_F(SweepFile, ARangeHasValuesThatItsHyperparameterTakes) {
  const auto refused = [&](const std::string& range) {
    return refusal("[[grid]]\nmethod = \"ct\"\n" + range + "\nsearch = { points = 1 }\n");
  };
  expect_contains(refused("run = { int = [1, 3] }"),
                  ":3: run is a range (all settings are compared with the same values of run): write a list");
  expect_contains(
      refused("batch_size = { uniform = [16, 64] }"),
      ":3: batch_size is a range of real numbers (it takes integers): write it like batch_size = { int");
  // Their ends, whether or not they are drawn.
  expect_contains(refused("noisy_labels = { uniform = [0, 1.02] }"),
                  ":3: noisy_labels = 1.02 is not allowed");
  expect_contains(refused("lr_clf = { uniform = [-1e-4, 1] }"), ":3: lr_clf = -0.0001 is not allowed");
  // One of eight is drawn.
  expect_contains(
      refused("dataset = { choice = [\"fashion\", \"fashion\", \"fashion\", \"fashion\", \"fashion\", "
              "\"fashion\", \"fashion\", \"fashoin\"] }"),
      "fashoin");
}

TEST_F(SweepFile, ASearchOfAllGridsIsForThoseWithRanges) {
  const auto plan = read(
      "[defaults]\nsearch = { points = 4 }\n[[grid]]\nmethod = \"ct\"\n[[grid]]\n"
      "method = \"eef\"\nlr_clf = { log = [1e-3, 1] }\n");
  EXPECT_EQ(plan.trials.size(), 5u);
  EXPECT_TRUE(plan.notices.empty());
  const auto without = read("[defaults]\nsearch = { points = 4 }\n[[grid]]\nmethod = \"ct\"\n");
  ASSERT_EQ(without.notices.size(), 1u);
  expect_contains(without.notices[0], ":2: search changes nothing (no grid has a range)");
}

TEST_F(SweepFile, SaysWhatCannotBeCompared) {
  const auto plan = read(
      "[[grid]]\nmethod = \"ct\"\nn_train = { int = [100, 200] }\nsearch = { points = 4 }\n"
      "halving = { over = \"run\" }\n");
  ASSERT_EQ(plan.notices.size(), 2u);
  expect_contains(plan.notices[0],
                  ":3: points of grid \"grid1\" that differ in n_train belong to different experiments");
  expect_contains(plan.notices[1], ":5: no setting of grid \"grid1\" can leave");
  const auto baseline = read("[defaults]\nhalving = { over = \"run\" }\n[[grid]]\nmethod = \"ct\"\n");
  EXPECT_TRUE(baseline.notices.empty()) << "the halving is for other grids";
}

TEST_F(SweepFile, SaysThatSobolPrefersPowersOfTwo) {
  const auto plan =
      read("[[grid]]\nmethod = \"ct\"\nlr_clf = { log = [1e-3, 1] }\nsearch = { points = 6 }\n");
  ASSERT_EQ(plan.notices.size(), 1u);
  expect_contains(plan.notices[0], ":4: a Sobol sequence covers its ranges most evenly with a power of two");
}

TEST_F(SweepFile, AValueOfTheCommandLineReplacesARange) {
  std::ofstream(path_) << "[[grid]]\nmethod = \"ct\"\nlr_clf = { log = [1e-3, 1] }\n"
                          "weight_decay_clf = { log = [1e-3, 1] }\nsearch = { points = 4 }\n";
  const auto plan =
      read_sweep_file(path_.string(), {"fashion"}, {parse_assignment("lr_clf=0.5", "command line: --set")});
  ASSERT_EQ(plan.trials.size(), 4u);
  for (const Trial& trial : plan.trials) EXPECT_EQ(trial.spec.lr_clf, 0.5);
}

TEST_F(SweepFile, AHalvingMakesRacesOfEachExperiment) {
  const auto plan = read(R"(
[defaults]
run = [1, 2, 3]
[[grid]]
name = "plain"
method = "ct"
lr_clf = [0.7, 0.8]
[[grid]]
name = "raced"
method = ["ct", "nft"]
dataset = ["fashion", "convex"]
lr_clf = [0.1, 0.2, 0.3]
halving = { over = "run", keep = 0.5 }
)");
  ASSERT_EQ(plan.races.size(), 4u);
  EXPECT_EQ(plan.races[0].name, "raced: fashion ff ct");
  EXPECT_EQ(plan.races[0].contenders.size(), 3u);
  EXPECT_EQ(plan.races[0].rungs.size(), 3u);
  EXPECT_TRUE(plan.notices.empty());
}

TEST_F(SweepFile, WarnsOfRungsOverEpochsWhereAPlanStretches) {
  const std::string text =
      "[[grid]]\nepochs = 20\nlr_clf = [0.1, 0.2]\nhalving = { over = \"epochs\", rungs = [5] }\nmethod = ";
  EXPECT_TRUE(read(text + "\"ct\"\n").notices.empty());
  const auto plan = read(text + "[\"ct\", \"nft\"]\n");
  ASSERT_EQ(plan.notices.size(), 1u);
  expect_contains(plan.notices[0],
                  ":4: early validation errors favour settings that simplify for a short time");
}

TEST_F(SweepFile, APointRacesInOneGridOnly) {
  expect_contains(refusal("[[grid]]\nmethod = \"ct\"\n[[grid]]\nmethod = \"ct\"\nlr_clf = [1e-4, 1e-3]\n"
                          "halving = { over = \"run\" }\n"),
                  ":3: grid \"grid2\" has a point of grid \"grid1\"");
}

TEST_F(SweepFile, RacesHaveNamesOfTheirOwn) {
  const std::string grid = "[[grid]]\nname = \"a\"\nmethod = \"ct\"\nhalving = { over = \"run\" }\n";
  expect_contains(refusal(grid + "run = [1, 2]\n" + grid + "run = [3, 4]\n"),
                  ":9: another grid with a halving is named \"a\"");
}

TEST_F(SweepFile, AMissingFileIsAUserError) {
  EXPECT_THROW(read_sweep_file("/nonexistent.toml", {"fashion"}), UserError);
  EXPECT_THROW(read_sweep_file("/tmp", {"fashion"}), UserError);
}

}  // namespace
}  // namespace friendly
