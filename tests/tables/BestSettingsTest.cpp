#include <gtest/gtest.h>

#include "TestSupport.hpp"
#include "tables/BestSettings.hpp"
#include "tables/Rows.hpp"

namespace friendly {
namespace {

const std::string kCsvTitles =
    "test_error,test_error_std,val_error,runs,left_out,settings,settings_not_compared,best_setting\n";

// NFT: beta 500 has validation errors 20, 10 (mean 15); beta 1000 has 12, 14 (mean 13), so it is reported,
// though its test errors 30, 32, mean 31, deviation sqrt(2) = 1.41, are the worse ones. beta 2000 has the
// lowest validation error, 1, but only one of the two runs. CT has a single run: no deviation.
ResultSet small_sweep() {
  return {{},
          {trial("nft", 500, 1, 0.8, 0.9), trial("nft", 500, 2, 0.9, 0.9), trial("nft", 1000, 1, 0.88, 0.7),
           trial("nft", 1000, 2, 0.86, 0.68), trial("nft", 2000, 1, 0.99, 0.99),
           ended(trial("nft", 2000, 2, 0.999, 1), status::kDiverged, 3), trial("ct", 7, 1, 0.5, 0.25),
           ended(trial("ct", 7, 2, 1, 1), status::kDone, -1)}};
}

TEST(BestSettings, ReportsTheSettingWithTheLowestValidationError) {
  EXPECT_EQ(best_settings_table(small_sweep(), TableFormat::markdown),
            "| dataset | arch | method | test error % | val. error % | runs | best setting   |\n"
            "| ------- | ---- | ------ | -----------: | -----------: | ---: | -------------- |\n"
            "| fashion | ff   | nft    | 31.00 ± 1.41 |        13.00 |    2 | beta_simp=1000 |\n"
            "| fashion | ff   | ct     |    75.00 ± – |        50.00 |    1 |                |\n"
            "\n"
            "Trials left out: fashion ff nft: 1 diverged; fashion ff ct: 1 without an epoch after "
            "simplification.\n"
            "\n"
            "Settings not compared because they lack some of the runs: fashion ff nft: 1.\n");
}

TEST(BestSettings, LatexReportsTheSame) {
  const std::string text = best_settings_table(small_sweep(), TableFormat::latex);
  expect_contains(text, "fashion & ff & nft & 31.00 $\\pm$ 1.41 & 13.00 & 2 & beta\\_simp=1000 \\\\\n");
  expect_contains(text, "\n\\smallskip\\noindent Trials left out: fashion ff nft: 1 diverged;");
  expect_contains(text, "\n\\smallskip\\noindent Settings not compared because they lack some of the runs: ");
}

TEST(BestSettings, CsvHasRemarksInColumnsOfTheirOwn) {
  ResultSet results{{}, {trial("nft", 500, 1, 0.75, 0.5), trial("nft", 500, 2, 0.75, 0.75)}};
  add_runs(results.rows, 1000, {1, 2}, 0.5, 0.5);
  add_runs(results.rows, 2000, {1}, 0.875, 0.875);
  results.rows.push_back(ended(trial("nft", 2000, 2, 0, 0), status::kFailed, -1));
  EXPECT_EQ(best_settings_table(results, TableFormat::csv),
            "dataset,arch,method," + kCsvTitles +
                "fashion,ff,nft,37.5,17.67766952966369,25,2,1,2,1,beta_simp=500\n");
}

// With its fourth run, beta 500 would have the lowest mean validation error (22.5); on the runs that all
// have, beta 1000 has.
TEST(BestSettings, AnExtraRunHidesNoOtherSetting) {
  ResultSet results;
  add_runs(results.rows, 500, {1, 2, 3}, 0.7);
  add_runs(results.rows, 500, {4}, 1);
  add_runs(results.rows, 1000, {1, 2, 3}, 0.75);
  add_runs(results.rows, 2000, {1, 2, 3}, 0.6);
  EXPECT_EQ(best_settings_table(results, TableFormat::markdown),
            "| dataset | arch | method | test error % | val. error % | runs | best setting   |\n"
            "| ------- | ---- | ------ | -----------: | -----------: | ---: | -------------- |\n"
            "| fashion | ff   | nft    | 50.00 ± 0.00 |        25.00 |    3 | beta_simp=1000 |\n");
}

TEST(BestSettings, ExperimentsThatDifferInMoreThanTheMethodAreNamedInFurtherColumns) {
  ResultSet results{{}, std::vector<TrialRow>(4, trial("nft", 500, 1, 0.75, 0.5))};
  results.rows[1].trial.spec.noisy_labels = 0.2;
  results.rows[2].trial.spec.n_train = 100;
  results.rows[3].trial.spec.epochs = 10;
  EXPECT_EQ(best_settings_table(results, TableFormat::csv),
            "dataset,arch,method,epochs,noisy_labels,n_train," + kCsvTitles +
                "fashion,ff,nft,200,0,0,50,,25,1,0,1,0,\n"
                "fashion,ff,nft,200,0.2,0,50,,25,1,0,1,0,\n"
                "fashion,ff,nft,200,0,100,50,,25,1,0,1,0,\n"
                "fashion,ff,nft,10,0,0,50,,25,1,0,1,0,\n");
}

// Only two_moons is drawn with noise.
TEST(BestSettings, NamesNoValueThatAnExperimentDoesNotUse) {
  ResultSet results{{}, std::vector<TrialRow>(2, trial("ct", 500, 1, 0.75, 0.5))};
  results.rows[1].trial.spec.dataset = "two_moons";
  results.rows[1].trial.spec.noise = 0.25;
  EXPECT_EQ(best_settings_table(results, TableFormat::csv), "dataset,arch,method,noise," + kCsvTitles +
                                                                "fashion,ff,ct,,50,,25,1,0,1,0,\n"
                                                                "two_moons,ff,ct,0.25,50,,25,1,0,1,0,\n");
  expect_contains(best_settings_table(results, TableFormat::markdown),
                  "| fashion   | ff   | ct     | –     |");
}

TEST(BestSettings, SeedsAreRepetitions) {
  ResultSet results{{}, std::vector<TrialRow>(3, trial("nft", 500, 1, 0.75, 0.5))};
  for (std::size_t i = 0; i < 3; ++i) results.rows[i].trial.spec.seed = static_cast<std::int64_t>(i);
  expect_contains(best_settings_table(results, TableFormat::markdown),
                  "50.00 ± 0.00 |        25.00 |    3 |");
}

TEST(BestSettings, AnExperimentWithoutResultsHasDashes) {
  const ResultSet results{{}, {ended(trial("nft", 500, 1, 1, 1), status::kCrashed, -1)}};
  EXPECT_EQ(best_settings_table(results, TableFormat::markdown),
            "| dataset | arch | method | test error % | val. error % | runs | best setting |\n"
            "| ------- | ---- | ------ | -----------: | -----------: | ---: | ------------ |\n"
            "| fashion | ff   | nft    |            – |            – |    0 | –            |\n"
            "\n"
            "Trials left out: fashion ff nft: 1 crashed.\n");
  EXPECT_EQ(best_settings_table(results, TableFormat::csv),
            "dataset,arch,method," + kCsvTitles + "fashion,ff,nft,,,,0,1,0,0,\n");
}

TEST(BestSettings, SayHowManyTrialsAreNotFinished) {
  ResultSet results{{}, {trial("nft", 500, 1, 0.75, 0.5)}};
  results.info.points = 3;
  expect_contains(best_settings_table(results, TableFormat::markdown), "\nTrials not finished yet: 2.\n");
  results.info.points_without_data = {{"cifar10", 1}};
  const std::string text = best_settings_table(results, TableFormat::markdown);
  expect_contains(text, "\nTrials not finished yet: 1.\n\nTrials without data: 1 cifar10.\n");
  results.info.points = 1;
  EXPECT_EQ(best_settings_table(results, TableFormat::markdown).find("not finished"), std::string::npos);
}

TEST(BestSettings, NoResultsGiveTitlesOnly) {
  EXPECT_EQ(best_settings_table({}, TableFormat::markdown),
            "| dataset | arch | method | test error % | val. error % | runs | best setting |\n"
            "| ------- | ---- | ------ | -----------: | -----------: | ---: | ------------ |\n");
}

}  // namespace
}  // namespace friendly
