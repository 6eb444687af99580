#include <gtest/gtest.h>

#include "tables/Rows.hpp"
#include "tables/Selection.hpp"

namespace friendly {
namespace {

using Repetitions = std::set<Repetition>;

Group only_group(const std::vector<TrialRow>& rows) {
  std::vector<Group> groups = group_rows(rows);
  EXPECT_EQ(groups.size(), 1u);
  return groups.at(0);
}

TEST(GroupRows, GroupsByExperimentThenSettingInOrderOfFirstRows) {
  std::vector<TrialRow> rows = {trial("nft", 500, 1, 0.5, 0.5), trial("ct", 0, 1, 0.5, 0.5),
                                trial("nft", 1000, 1, 0.5, 0.5), trial("nft", 500, 2, 0.75, 0.25)};
  rows.push_back(rows[0]);
  rows.back().trial.spec.dtype = "float64";
  const std::vector<Group> groups = group_rows(rows);
  ASSERT_EQ(groups.size(), 3u);
  EXPECT_EQ(groups[0].spec.method, "nft");
  EXPECT_EQ(groups[1].spec.method, "ct");
  EXPECT_EQ(groups[2].spec.dtype, "float64");
  ASSERT_EQ(groups[0].settings.size(), 2u);
  EXPECT_EQ(groups[0].settings[0].spec.beta_simp, 500);
  EXPECT_EQ(groups[0].settings[1].spec.beta_simp, 1000);
  ASSERT_EQ(groups[0].settings[0].finished.size(), 2u);
  const TrialErrors& second_run = groups[0].settings[0].finished.at({2, 1});
  EXPECT_EQ(second_run.valid, 25);
  EXPECT_EQ(second_run.test, 75);
}

// CT has no simplifier, so its penalty makes no other setting.
TEST(GroupRows, IgnoresValuesThatTheMethodDoesNotUse) {
  const Group group = only_group({trial("ct", 500, 1, 0.5, 0.5), trial("ct", 1000, 2, 0.5, 0.5)});
  ASSERT_EQ(group.settings.size(), 1u);
  EXPECT_EQ(group.settings[0].finished.size(), 2u);
}

// It decides when test data are scored, not what is reported.
TEST(GroupRows, ATrialThatWasScoredEveryEpochIsNoOtherSetting) {
  std::vector<TrialRow> rows(2, trial("ct", 0, 1, 0.5, 0.75));
  rows[1].trial.spec.test_when = "epoch";
  const Group group = only_group(rows);
  ASSERT_EQ(group.settings.size(), 1u);
  EXPECT_EQ(group.settings[0].finished.size(), 1u);
}

TEST(GroupRows, FurtherHyperparametersMakeGroupsToo) {
  const std::vector<TrialRow> rows = {trial("nft", 500, 1, 0.5, 0.5), trial("nft", 1000, 1, 0.5, 0.5),
                                      trial("nft", 500, 2, 0.5, 0.5)};
  const auto groups = group_rows(rows, {&find_hyperparameter("beta_simp", "here")});
  ASSERT_EQ(groups.size(), 2u);
  EXPECT_EQ(groups[1].spec.beta_simp, 1000);
  EXPECT_EQ(select_best(groups[0]).rows, (std::vector<std::size_t>{0, 2}));
}

TEST(GroupRows, ManyGroupsKeepTheirOwnSettings) {
  std::vector<TrialRow> rows;
  for (std::int64_t run = 1; run <= 2; ++run)
    for (std::int64_t i = 0; i < 100; ++i) {
      rows.push_back(trial("nft", static_cast<double>(i % 10), run, 0.5, 0.5));
      rows.back().trial.spec.n_train = 1 + i / 10;
    }
  const std::vector<Group> groups = group_rows(rows);
  ASSERT_EQ(groups.size(), 10u);
  for (std::size_t i = 0; i < 10; ++i) {
    EXPECT_EQ(groups[i].spec.n_train, static_cast<std::int64_t>(i + 1));
    ASSERT_EQ(groups[i].settings.size(), 10u);
    for (const Setting& setting : groups[i].settings) {
      EXPECT_EQ(setting.spec.n_train, groups[i].spec.n_train);
      EXPECT_EQ(setting.finished.size(), 2u);
    }
  }
}

TEST(GroupRows, CountsTrialsWithoutAReportedEpochByReason) {
  const Group group = only_group({ended(trial("nft", 500, 1, 1, 1), status::kFailed, -1),
                                  ended(trial("nft", 500, 2, 1, 1), status::kDiverged, 5),
                                  ended(trial("nft", 1000, 1, 1, 1), status::kFailed, 0),
                                  ended(trial("nft", 1000, 2, 1, 1), status::kDone, -1)});
  EXPECT_EQ(group.left_out,
            (std::map<std::string, int>{
                {"failed", 2}, {"diverged", 1}, {"without an epoch after simplification", 1}}));
  EXPECT_EQ(group.settings.size(), 2u);
  EXPECT_EQ(select_best(group).setting, nullptr);
}

TEST(GroupRows, ASettingWhoseFirstRunsFailedIsStillCompared) {
  const Group group =
      only_group({ended(trial("nft", 500, 1, 0, 0), status::kFailed, -1),
                  ended(trial("nft", 500, 2, 0, 0), status::kCrashed, -1), trial("nft", 500, 3, 0.75, 0.5)});
  ASSERT_EQ(group.settings.size(), 1u);
  EXPECT_EQ(group.settings[0].spec.run, 1);
  EXPECT_EQ(group.spec.run, 1);
  const Selection best = select_best(group);
  EXPECT_EQ(best.setting, &group.settings[0]);
  EXPECT_EQ(best.repetitions, (Repetitions{{3, 1}}));
}

TEST(SelectBest, ComparesOnTheRunsOfMostSettings) {
  std::vector<TrialRow> rows;
  add_runs(rows, 1, {1, 2, 3, 4}, 0.5);
  add_runs(rows, 2, {1, 2, 3}, 0.75, 0.25);
  add_runs(rows, 3, {1, 2, 3}, 0.5);
  add_runs(rows, 4, {1}, 1);  // would win, but lacks two of the runs
  const Group group = only_group(rows);
  const Selection best = select_best(group);
  EXPECT_EQ(best.setting, &group.settings[1]);
  EXPECT_EQ(best.repetitions, (Repetitions{{1, 1}, {2, 1}, {3, 1}}));
  EXPECT_EQ(best.competitors, 3u);
  EXPECT_EQ(best.valid_errors, (std::vector<double>{25, 25, 25}));
  EXPECT_EQ(best.test_errors, (std::vector<double>{75, 75, 75}));
}

// {1, 2, 3} in one setting makes 3 trials, {1} in four of them 4.
TEST(SelectBest, ComparesMoreTrialsRatherThanMoreRuns) {
  std::vector<TrialRow> rows;
  add_runs(rows, 1, {1, 2, 3});
  for (const double beta : {2, 3, 4}) add_runs(rows, beta, {1});
  const Selection best = select_best(only_group(rows));
  EXPECT_EQ(best.repetitions, (Repetitions{{1, 1}}));
  EXPECT_EQ(best.competitors, 4u);
}

// {1, 2} in one setting and {1} in two both make 2 trials.
TEST(SelectBest, PrefersMoreRunsAmongEqualNumbersOfTrials) {
  std::vector<TrialRow> rows;
  add_runs(rows, 1, {1}, 1);
  add_runs(rows, 2, {1, 2});
  const Selection best = select_best(only_group(rows));
  EXPECT_EQ(best.repetitions, (Repetitions{{1, 1}, {2, 1}}));
  EXPECT_EQ(best.competitors, 1u);
}

TEST(SelectBest, SettingsThatLeftTheirRaceAreCountedButNotCompared) {
  std::vector<TrialRow> rows;
  for (const int run : {1, 2, 3}) rows.push_back(trial("nft", 500, run, 0.5, 0.5));
  for (const double beta : {1000, 2000}) {
    rows.push_back(trial("nft", beta, 1, 0.9, 0.9));
    rows.push_back(trial("nft", beta, 2, 0, 0));
    rows.back().trial.spec.run = 2;
    rows.back().result.status = status::kPruned;
    rows.back().result.reason = "left after run 1, place 2 of 3 (mean validation error 10.00 %); 1 went on";
  }
  const Group group = only_group(rows);
  const Selection best = select_best(group);
  EXPECT_EQ(best.setting->spec.beta_simp, 500);
  EXPECT_EQ(best.repetitions.size(), 3u);
  EXPECT_EQ(best.competitors, 3u);
  EXPECT_EQ(group.leavers(), (std::map<std::string, std::size_t>{{"after run 1", 2}}));
  EXPECT_TRUE(group.left_out.empty());
  EXPECT_EQ(count_not_compared(group), 0u);
}

TEST(SelectBest, ARepetitionIsARunWithItsSeed) {
  std::vector<TrialRow> rows = {trial("nft", 500, 1, 0.5, 0.5), trial("nft", 500, 1, 0.75, 0.5),
                                trial("nft", 500, 2, 1, 0.5)};
  rows[1].trial.spec.seed = 7;
  const Selection best = select_best(only_group(rows));
  EXPECT_EQ(best.competitors, 1u);
  EXPECT_EQ(best.repetitions, (Repetitions{{1, 1}, {1, 7}, {2, 1}}));
  EXPECT_EQ(best.valid_errors, (std::vector<double>{50, 25, 0}));
}

TEST(SelectBest, TakesTheFirstOfEquals) {
  std::vector<TrialRow> rows;
  for (const double beta : {3, 1, 2}) add_runs(rows, beta, {1, 2}, 0.75);
  const Group group = only_group(rows);
  EXPECT_EQ(select_best(group).setting, &group.settings[0]);
}

TEST(VaryingValues, NamesOnlyWhatVariesWithinTheGroup) {
  std::vector<TrialRow> rows = {trial("nft", 500, 1, 0.5, 0.5), trial("nft", 1000, 2, 0.5, 0.5)};
  rows[1].trial.spec.lr_clf = 0.25;
  const Group group = only_group(rows);
  EXPECT_EQ(varying_values(group, group.settings[0].spec), "lr_clf=0.0001 beta_simp=500");
  EXPECT_EQ(varying_values(group, group.settings[1].spec), "lr_clf=0.25 beta_simp=1000");
}

// Only a U-Net has filters, only the ff simplifier has widths.
TEST(VaryingValues, NamesNothingThatTheSettingDoesNotUse) {
  std::vector<TrialRow> rows(2, trial("nft", 500, 1, 0.5, 0.5));
  rows[0].trial.spec.n_filters_base = 8;
  rows[1].trial.spec.simplifier = "ff";
  rows[1].trial.spec.hidden = {256, 784};
  const Group group = only_group(rows);
  EXPECT_EQ(varying_values(group, group.settings[0].spec), "simplifier=unet n_filters_base=8");
  EXPECT_EQ(varying_values(group, group.settings[1].spec), "simplifier=ff hidden=[256,784]");
}

}  // namespace
}  // namespace friendly
