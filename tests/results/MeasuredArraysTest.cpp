#include <gtest/gtest.h>

#include "results/MeasuredArrays.hpp"

namespace friendly {
namespace {

TrialRow row_of(const std::string& key, std::int64_t bundle, std::int64_t rank, double start,
                std::int64_t replicas) {
  TrialRow row;
  row.trial.key = key;
  row.result.bundle = bundle;
  row.result.rank = rank;
  row.result.start = start;
  row.result.replicas = replicas;
  row.result.seconds = 2 * start;
  row.result.memory = 1000 * bundle;
  return row;
}

std::string keys_of(const MeasuredArray& array) {
  std::string keys;
  for (const Trial& trial : array.bundle.trials) keys += trial.key;
  return keys;
}

// Bundle 7 was trained as two arrays, one after the other.
TEST(MeasuredArrays, GathersTrialsThatWereTrainedTogether) {
  const auto arrays = measured_arrays({row_of("a", 7, 1, 10, 2), row_of("b", 7, 1, 30, 1),
                                       row_of("c", 3, 2, 10, 1), row_of("d", 7, 1, 10, 2)});
  ASSERT_EQ(arrays.size(), 3u);
  EXPECT_EQ(keys_of(arrays[0]), "c");
  EXPECT_EQ(arrays[0].bundle.id, 3);
  EXPECT_EQ(arrays[0].memory, 3000);
  EXPECT_EQ(keys_of(arrays[1]), "ad");
  EXPECT_EQ(arrays[1].bundle.id, 7);
  EXPECT_EQ(arrays[1].replicas, 2);
  EXPECT_EQ(arrays[1].seconds, 20);
  EXPECT_EQ(keys_of(arrays[2]), "b");
  EXPECT_EQ(arrays[2].seconds, 60);
}

TEST(MeasuredArrays, LearnsNothingFromTrialsThatAreNotDone) {
  TrialRow diverged = row_of("a", 1, 1, 10, 2), failed = row_of("c", 2, 1, 30, 1);
  diverged.result.status = status::kDiverged;
  failed.result.status = status::kFailed;
  const auto arrays = measured_arrays({diverged, row_of("b", 1, 1, 10, 2), failed});
  ASSERT_EQ(arrays.size(), 1u);
  EXPECT_EQ(keys_of(arrays[0]), "b");
  EXPECT_EQ(arrays[0].replicas, 2) << "of the whole array";
}

}  // namespace
}  // namespace friendly
