#include <gtest/gtest.h>

#include "results/MeasuredArrays.hpp"

namespace friendly {
namespace {

RowSummary row_of(const std::string& key, std::int64_t bundle, std::int64_t rank, double start,
                  std::int64_t replicas) {
  RowSummary row;
  row.key = key;
  row.status = status::kDone;
  row.rank = rank;
  row.bundle = bundle;
  row.start = start;
  row.replicas = replicas;
  row.seconds = 2 * start;
  row.memory = 1000 * bundle;
  return row;
}

// The trials a and b in one bundle, c and d in another one.
std::vector<Bundle> bundles() {
  const auto trial = [](const std::string& key) {
    Trial made{key, "grid", {}};
    made.spec.method = "made of " + key;
    return made;
  };
  return {{7, {trial("a"), trial("b")}}, {3, {trial("c"), trial("d")}}};
}

std::string keys_of(const MeasuredArray& array) {
  std::string keys;
  for (const Trial& trial : array.bundle.trials) keys += trial.key;
  return keys;
}

// Bundle 7 was trained as two arrays, one after the other.
TEST(MeasuredArrays, GathersTrialsThatWereTrainedTogether) {
  const auto arrays = measured_arrays({row_of("a", 7, 1, 10, 2), row_of("b", 7, 1, 30, 1),
                                       row_of("c", 3, 2, 10, 1), row_of("d", 7, 1, 10, 2)},
                                      bundles());
  ASSERT_EQ(arrays.size(), 3u);
  EXPECT_EQ(keys_of(arrays[0]), "c");
  EXPECT_EQ(arrays[0].bundle.trials[0].spec.method, "made of c");
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
  RowSummary diverged = row_of("a", 1, 1, 10, 2), failed = row_of("c", 2, 1, 30, 1);
  diverged.status = status::kDiverged;
  failed.status = status::kFailed;
  const auto arrays = measured_arrays({diverged, row_of("b", 1, 1, 10, 2), failed}, bundles());
  ASSERT_EQ(arrays.size(), 1u);
  EXPECT_EQ(keys_of(arrays[0]), "b");
  EXPECT_EQ(arrays[0].replicas, 2) << "of the whole array";
}

TEST(MeasuredArrays, LeavesOutRowsThatAreNoPointsOfTheSweep) {
  EXPECT_TRUE(measured_arrays({row_of("x", 1, 1, 10, 2)}, bundles()).empty());
}

}  // namespace
}  // namespace friendly
