#include <gtest/gtest.h>

#include "TestSupport.hpp"
#include "tables/Rows.hpp"
#include "tables/TopSettings.hpp"

namespace friendly {
namespace {

// Validation errors: beta 1: 25, beta 2: 12.5, beta 3: 50; CT: one setting.
ResultSet four_settings() {
  ResultSet results;
  add_runs(results.rows, 1, {1, 2}, 0.75, 0.5);
  add_runs(results.rows, 2, {1, 2}, 0.875, 0.25);
  add_runs(results.rows, 3, {1, 2}, 0.5, 1);
  results.rows.push_back(trial("ct", 0, 1, 0.5, 0.75));
  for (std::size_t i = 0; i < results.rows.size(); ++i) results.rows[i].trial.key = "key" + std::to_string(i);
  return results;
}

TEST(TopSettings, AreRankedByValidationError) {
  EXPECT_EQ(
      top_settings_table(four_settings(), 2, TableFormat::csv),
      "dataset,arch,method,rank,settings,test_error,test_error_std,val_error,val_error_std,runs,setting,key\n"
      "fashion,ff,nft,1,3,75,0,12.5,0,2,beta_simp=2,key2\n"
      "fashion,ff,nft,2,3,50,0,25,0,2,beta_simp=1,key0\n"
      "fashion,ff,ct,1,1,25,,50,,1,,key6\n");
}

TEST(TopSettings, SayOfHowMany) {
  const std::string text = top_settings_table(four_settings(), 1, TableFormat::markdown);
  expect_contains(text, "| 1 of 3 | 75.00 ± 0.00 | 12.50 ± 0.00 |    2 | beta_simp=2 | key2 |");
  expect_contains(text, "| 1 of 1 |    25.00 ± – |    50.00 ± – |    1 |             | key6 |");
}

}  // namespace
}  // namespace friendly
