#include <gtest/gtest.h>

#include <algorithm>

#include "core/BuildInfo.hpp"
#include "results/ResultSet.hpp"
#include "results/Samples.hpp"

namespace friendly {
namespace {

std::vector<Trial> trials_called(const std::vector<std::string>& keys) {
  std::vector<Trial> trials;
  for (const std::string& key : keys) trials.push_back({key, "grid", {}});
  return trials;
}

std::string digest_of(const std::vector<std::string>& keys, std::int64_t bundle = 8) {
  return describe_sweep(trials_called(keys), bundle).points_digest;
}

TEST(DescribeSweep, NamesPointsBundleAndProgram) {
  const SweepInfo info = describe_sweep(trials_called({"a", "b", "c"}), 8);
  EXPECT_EQ(info.points, 3);
  EXPECT_EQ(info.bundle, 8);
  EXPECT_EQ(info.program_version, program_version());
  EXPECT_EQ(info.program_commit, program_commit());
  EXPECT_EQ(info.compiler, compiler_name());
  EXPECT_EQ(info.schema_version, kSchemaVersion);
}

// SHA-256 of the lines "bundle 8", "a", "b", by sha256sum: journals of earlier versions hold such digests.
TEST(DescribeSweep, DigestIsThatOfEarlierVersions) {
  EXPECT_EQ(digest_of({"a", "b"}), "79b289fba4570e9c1589425a58d290eacb9ae394285a28e5efa19acb1a55e001");
}

TEST(DescribeSweep, DigestDependsOnEveryPointTheirOrderAndTheBundleSize) {
  const std::string digest = digest_of({"a", "b", "c"});
  EXPECT_EQ(digest_of({"a", "b", "c"}), digest);
  EXPECT_NE(digest_of({"a", "b"}), digest);
  EXPECT_NE(digest_of({"a", "b", "c", "d"}), digest);
  EXPECT_NE(digest_of({"a", "b", "x"}), digest);
  EXPECT_NE(digest_of({"b", "a", "c"}), digest);
  EXPECT_NE(digest_of({"ab", "c"}), digest_of({"a", "bc"}));
  EXPECT_NE(digest_of({"a", "b", "c"}, 9), digest);
}

// A point is its key: a grid may be renamed.
TEST(DescribeSweep, DigestDependsOnNothingElse) {
  std::vector<Trial> trials = trials_called({"a", "b"});
  trials[1].grid = "another";
  trials[1].spec.epochs = 3;
  EXPECT_EQ(describe_sweep(trials, 8).points_digest, digest_of({"a", "b"}));
}

TEST(UnfinishedTrials, HaveDataAndNoRow) {
  ResultSet results;
  results.info.points = 10;
  results.rows.resize(3);
  EXPECT_EQ(unfinished_trials(results), 7);
  results.info.points_without_data = {{"cifar10", 2}, {"winedr", 4}};
  EXPECT_EQ(unfinished_trials(results), 1);
  results.info.points = 0;
  EXPECT_EQ(unfinished_trials(results), 0) << "files of friendly train do not say";
}

TEST(SweepInfo, SurvivesJson) {
  EXPECT_EQ(to_json(info_from_json(to_json(sample_info()))), to_json(sample_info()));
  EXPECT_EQ(to_json(sample_info()).at("dataset_checksums").at("fashion"), "f00d");
}

// As earlier versions wrote it.
TEST(SweepInfo, AMissingFieldIsEmpty) {
  nlohmann::json object = to_json(sample_info());
  object.erase("compiler");
  object.erase("dataset_origins");
  const SweepInfo info = info_from_json(object);
  EXPECT_EQ(info.compiler, "");
  EXPECT_TRUE(info.dataset_origins.empty());
  EXPECT_EQ(info.libtorch, "1.13.1");
}

TEST(SweepInfo, AFieldOfAnotherTypeIsNamed) {
  nlohmann::json object = to_json(sample_info());
  object["compiler"] = 7;
  EXPECT_TRUE(contains(complaint([&] { info_from_json(object); }), "\"compiler\""));
}

TEST(SweepInfo, ANewerSchemaVersionIsRefused) {
  nlohmann::json object = to_json(sample_info());
  for (const auto version : {std::int64_t{0}, kSchemaVersion + 1}) {
    object["schema_version"] = version;
    const std::string expected = "schema version " + std::to_string(version) + " cannot be read";
    EXPECT_TRUE(contains(complaint([&] { info_from_json(object); }), expected));
  }
}

}  // namespace
}  // namespace friendly
