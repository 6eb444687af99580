#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "TestSupport.hpp"
#include "tables/ResultComparison.hpp"
#include "tables/Rows.hpp"

namespace friendly {
namespace {

// NFT: 20 ± 1 over two runs (deviation sqrt(2)) against 26 ± 1 (sqrt(2)): 6 / sqrt(2 / 2 + 2 / 2) = 4.2426.
// Each file has an experiment that the other lacks.
struct Files {
  ResultSet first, second;
};

TrialRow with_test_error(const std::string& method, std::int64_t run, double error) {
  TrialRow row = trial(method, 500, run, 0.5, 1 - error / 100);
  row.trial.key = trial_key(row.trial.spec);
  return row;
}

Files two_files() {
  Files files;
  files.first.rows = {with_test_error("nft", 1, 19), with_test_error("nft", 2, 21),
                      with_test_error("ct", 1, 30)};
  files.second.rows = {with_test_error("nft", 1, 25), with_test_error("nft", 2, 27),
                       with_test_error("ft", 1, 30)};
  files.second.rows.push_back(ended(with_test_error("eef", 1, 30), status::kFailed, -1));
  return files;
}

TEST(ResultComparison, DifferencesAreInStandardErrors) {
  const Files files = two_files();
  const auto json = nlohmann::json::parse(comparison_table(files.first, files.second, TableFormat::json));
  ASSERT_EQ(json.size(), 4u);
  EXPECT_NEAR(json[0].at("first").get<double>(), 20, 1e-9);
  EXPECT_NEAR(json[0].at("second").get<double>(), 26, 1e-9);
  EXPECT_NEAR(json[0].at("difference").get<double>(), 6, 1e-9);
  EXPECT_NEAR(json[0].at("standard_errors").get<double>(), 4.2426, 1e-4);
  EXPECT_TRUE(json[1].at("second").is_null());
}

TEST(ResultComparison, WhatOneFileLacksIsMissing) {
  const Files files = two_files();
  const std::string text = comparison_table(files.first, files.second, TableFormat::markdown);
  expect_contains(text,
                  "| nft    |    20.00 ± 1.41 (2) |     26.00 ± 1.41 (2) |      +6.00 |            +4.2 |");
  expect_contains(text, "| ct     |       30.00 ± – (1) |              missing |");
  expect_contains(text, "| eef    |             missing |               failed |");
  expect_contains(text, "Both have 2 trials in common, 2 of which differ in a reported number.");
  expect_contains(comparison_table(files.first, files.first, TableFormat::markdown),
                  "Both have 3 trials in common, 0 of which differ");
  expect_contains(comparison_table(files.first, {}, TableFormat::markdown), "They have no trial in common.");
}

}  // namespace
}  // namespace friendly
