#include <fmt/format.h>
#include <gtest/gtest.h>

#include "TestSupport.hpp"
#include "results/MergedResults.hpp"
#include "results/Samples.hpp"

namespace friendly {
namespace {

TrialRow row_with(const std::string& key, const std::string& status, double test_acc) {
  TrialRow row = sample_row(key, 1, 1);
  row.result.status = status;
  row.result.best_test_acc = test_acc;
  return row;
}

std::string summary(const ResultSet& results) {
  std::string text;
  for (const TrialRow& row : results.rows)
    text += fmt::format("{} {} {}; ", row.trial.key, row.result.status, row.result.best_test_acc);
  return text;
}

ResultSet file_with(const std::vector<TrialRow>& rows) {
  return {sample_info(), rows};
}

TEST(MergedResults, HaveEachTrialOnceAndDoneBeatsFailed) {
  const auto merged =
      merge_results(file_with({row_with("a", status::kDone, 0.5), row_with("b", status::kFailed, 0),
                               row_with("c", status::kDone, 0.25), row_with("d", status::kDiverged, 0)}),
                    file_with({row_with("e", status::kDone, 0.75), row_with("c", status::kCrashed, 0),
                               row_with("b", status::kDone, 0.125), row_with("a", status::kDone, 0.5),
                               row_with("d", status::kFailed, 0)}));
  EXPECT_EQ(summary(merged.results), "a done 0.5; b done 0.125; c done 0.25; d diverged 0; e done 0.75; ");
  EXPECT_TRUE(merged.conflicts.empty());
  EXPECT_EQ(merged.results.rows[0].epochs.size(), 1u);
}

TEST(MergedResults, ReportTrialsThatAreDoneWithDifferentNumbers) {
  const auto merged =
      merge_results(file_with({row_with("a", status::kDone, 0.5), row_with("b", status::kDone, kUnset)}),
                    file_with({row_with("a", status::kDone, 0.625), row_with("b", status::kDone, kUnset)}));
  EXPECT_EQ(summary(merged.results).substr(0, 12), "a done 0.5; ");
  EXPECT_EQ(merged.conflicts, (std::vector<std::string>{"a"}));
}

TEST(MergedResults, OfTheSameSweepHaveItsPoints) {
  ResultSet first = file_with({row_with("a", status::kDone, 0.5)});
  ResultSet second = file_with({row_with("b", status::kDone, 0.5)});
  const SweepInfo info = merge_results(first, second).results.info;
  EXPECT_EQ(to_json(info), to_json(sample_info()));
}

TEST(MergedResults, OfTwoSweepsJoinWhatTheySayOfThemselves) {
  ResultSet first = file_with({row_with("a", status::kDone, 0.5)});
  ResultSet second = file_with({row_with("b", status::kDone, 0.5)});
  second.info.points_digest = "another";
  second.info.sweep_file = "other.toml";
  second.info.dataset_checksums = {{"winedr", "beef"}};
  second.rows[0].trial.spec.dataset = "cifar10";
  const SweepInfo info = merge_results(first, second).results.info;
  EXPECT_EQ(info.points, 2);
  EXPECT_EQ(info.points_digest, "");
  EXPECT_EQ(info.sweep_file, "größe.toml; other.toml");
  EXPECT_EQ(info.compiler, "GNU 12.2.0");
  EXPECT_EQ(info.dataset_checksums.size(), 3u);
  EXPECT_TRUE(info.points_without_data.empty()) << "the second file has results of cifar10";
}

TEST(MergedResults, OfDifferentDataAreRefused) {
  ResultSet second = file_with({});
  second.info.dataset_checksums["convex"] = "other";
  expect_contains(user_error([&] { merge_results(file_with({}), second); }),
                  "different data of the name convex (its checksum is c0ffee in one and other in the other)");
}

}  // namespace
}  // namespace friendly
