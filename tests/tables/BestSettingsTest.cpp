#include <gtest/gtest.h>

#include "results/ResultSet.hpp"
#include "tables/BestSettings.hpp"

namespace friendly {
namespace {

TrialRow trial(const std::string& method, double beta, std::int64_t run, double val_acc, double test_acc) {
  TrialRow row;
  row.trial.spec = default_spec(method, "ff");
  row.trial.spec.beta_simp = beta;
  row.trial.spec.run = run;
  row.result.best_epoch = 0;
  row.result.best_val_acc = val_acc;
  row.result.best_test_acc = test_acc;
  return row;
}

TrialRow ended(TrialRow row, const std::string& status, std::int64_t best_epoch) {
  row.result.status = status;
  row.result.best_epoch = best_epoch;
  return row;
}

// NFT: beta 500 has validation errors 20, 10 (mean 15); beta 1000 has 12, 14 (mean 13), so it is reported,
// though its test errors 30, 32, mean 31, deviation sqrt(2) = 1.41, are the worse ones. beta 2000 has the
// lowest validation error, 1, but one run of two. CT has a single run: no deviation.
ResultSet small_sweep() {
  return {{},
          {trial("nft", 500, 1, 0.8, 0.9), trial("nft", 500, 2, 0.9, 0.9), trial("nft", 1000, 1, 0.88, 0.7),
           trial("nft", 1000, 2, 0.86, 0.68), trial("nft", 2000, 1, 0.99, 0.99),
           ended(trial("nft", 2000, 2, 0.999, 1), status::kDiverged, 3), trial("ct", 7, 1, 0.5, 0.25),
           ended(trial("ct", 7, 2, 1, 1), status::kDone, -1)}};
}

TEST(Tables, ReportsTheSettingWithTheBestValidationError) {
  EXPECT_EQ(best_settings_table(small_sweep(), TableFormat::markdown),
            "| dataset | arch | method | test error % | val. error % | runs | best setting   |\n"
            "| ------- | ---- | ------ | -----------: | -----------: | ---: | -------------- |\n"
            "| fashion | ff   | nft    | 31.00 ± 1.41 |        13.00 |    2 | beta_simp=1000 |\n"
            "| fashion | ff   | ct     |    75.00 ± – |        50.00 |    1 |                |\n"
            "\n"
            "Trials left out: fashion ff nft: 1 diverged; fashion ff ct: 1 without an epoch after "
            "simplification.\n");
}

TEST(Tables, LatexHasTheSame) {
  const std::string text = best_settings_table(small_sweep(), TableFormat::latex);
  EXPECT_NE(text.find("fashion & ff & nft & 31.00 $\\pm$ 1.41 & 13.00 & 2 & beta\\_simp=1000 \\\\\n"),
            std::string::npos);
  EXPECT_NE(text.find("Trials left out: fashion ff nft: 1 diverged;"), std::string::npos);
}

TEST(Tables, CsvHasNumbersInColumnsOfTheirOwn) {
  ResultSet results{{}, {trial("nft", 500, 1, 0.75, 0.5), trial("nft", 1000, 1, 0.5, 0.5)}};
  results.rows.push_back(ended(trial("nft", 1000, 2, 0, 0), status::kFailed, -1));
  EXPECT_EQ(best_settings_table(results, TableFormat::csv),
            "dataset,arch,method,test_error,test_error_std,val_error,runs,left_out,best_setting\n"
            "fashion,ff,nft,50,,25,1,1,beta_simp=500\n");
}

TEST(Tables, SettingsWithFewerRunsCompeteWhenNoneHasMore) {
  const ResultSet results{{},
                          {trial("nft", 500, 1, 0.5, 0.5), trial("nft", 1000, 2, 0.75, 0.25),
                           ended(trial("nft", 500, 2, 1, 1), status::kFailed, -1)}};
  EXPECT_NE(best_settings_table(results, TableFormat::markdown).find("75.00 ± – |        25.00 |    1 |"),
            std::string::npos);
}

TEST(Tables, AGroupWithNothingToReportIsShownAsSuch) {
  const ResultSet results{{}, {ended(trial("nft", 500, 1, 1, 1), status::kCrashed, -1)}};
  EXPECT_EQ(best_settings_table(results, TableFormat::markdown),
            "| dataset | arch | method | test error % | val. error % | runs | best setting |\n"
            "| ------- | ---- | ------ | -----------: | -----------: | ---: | ------------ |\n"
            "| fashion | ff   | nft    |            – |            – |    0 | –            |\n"
            "\n"
            "Trials left out: fashion ff nft: 1 crashed.\n");
  EXPECT_EQ(best_settings_table(results, TableFormat::csv),
            "dataset,arch,method,test_error,test_error_std,val_error,runs,left_out,best_setting\n"
            "fashion,ff,nft,,,,0,1,\n");
}

TEST(Tables, NoResultsMakeATitleOnly) {
  EXPECT_EQ(best_settings_table({}, TableFormat::markdown),
            "| dataset | arch | method | test error % | val. error % | runs | best setting |\n"
            "| ------- | ---- | ------ | -----------: | -----------: | ---: | ------------ |\n");
}

}  // namespace
}  // namespace friendly
