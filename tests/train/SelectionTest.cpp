#include <gtest/gtest.h>

#include <cmath>

#include "train/Selection.hpp"

namespace friendly {
namespace {

struct Row {
  double scale, train_acc, val_acc, test_acc;
};

TrialResult selected(const std::vector<Row>& rows) {
  std::vector<EpochRecord> epochs;
  for (const Row& row : rows) {
    EpochRecord record;
    record.epoch = static_cast<std::int64_t>(epochs.size());
    record.scale = row.scale;
    record.train_acc = row.train_acc;
    record.val_acc = row.val_acc;
    record.test_acc = row.test_acc;
    epochs.push_back(record);
  }
  TrialResult result;
  select_epoch(epochs, result);
  return result;
}

void expect_epoch(const TrialResult& result, std::int64_t epoch, const Row& row) {
  EXPECT_EQ(result.best_epoch, epoch);
  EXPECT_EQ(result.best_train_acc, row.train_acc);
  EXPECT_EQ(result.best_val_acc, row.val_acc);
  EXPECT_EQ(result.best_test_acc, row.test_acc);
}

// Epoch 0 has the best validation accuracy but is simplified; 2 and 3 tie, so the earlier counts. The best
// test accuracy of any epoch is that of epoch 0.
TEST(Selection, ReportsTheEarliestBestEpochWithoutSimplification) {
  const std::vector<Row> rows = {{0.5, 0.9, 0.95, 0.92},
                                 {0, 0.6, 0.7, 0.65},
                                 {0, 0.7, 0.8, 0.75},
                                 {0, 0.8, 0.8, 0.85},
                                 {0, 0.9, 0.79, 0.9}};
  const TrialResult result = selected(rows);
  expect_epoch(result, 2, rows[2]);
  EXPECT_EQ(result.best_test_acc_seen, 0.92);
}

TEST(Selection, ReportsNoEpochIfNoneQualifies) {
  for (const auto& rows :
       {std::vector<Row>{{0.1, 0.5, 0.5, 0.4}, {0.01, 0.5, 0.6, 0.3}}, std::vector<Row>{{0, 0.5, 0, 0.4}}}) {
    const TrialResult result = selected(rows);
    EXPECT_EQ(result.best_epoch, -1);
    EXPECT_TRUE(std::isnan(result.best_train_acc) && std::isnan(result.best_val_acc) &&
                std::isnan(result.best_test_acc));
    EXPECT_EQ(result.best_test_acc_seen, 0.4);
  }
  EXPECT_EQ(selected({}).best_epoch, -1);
  EXPECT_TRUE(std::isnan(selected({}).best_test_acc_seen));
}

TEST(Selection, IgnoresNaN) {
  const double nan = std::nan("");
  const std::vector<Row> rows = {{0, 0.1, nan, nan}, {0, 0.2, 0.3, 0.4}, {0, 0.3, nan, nan}};
  const TrialResult result = selected(rows);
  expect_epoch(result, 1, rows[1]);
}

TEST(Selection, KnowsNoBestTestAccuracyUnlessEveryEpochWasTested) {
  const double nan = std::nan("");
  const TrialResult result = selected({{0, 0.1, 0.2, nan}, {0, 0.2, 0.3, 0.4}});
  EXPECT_EQ(result.best_test_acc, 0.4);
  EXPECT_TRUE(std::isnan(result.best_test_acc_seen));
}

}  // namespace
}  // namespace friendly
