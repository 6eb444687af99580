#include <gtest/gtest.h>

#include "TestSupport.hpp"
#include "tables/Metric.hpp"

namespace friendly {
namespace {

TEST(Metric, ErrorsArePercentages) {
  TrialResult result;
  result.best_test_acc = 0.75;
  result.best_val_acc = 0.5;
  result.best_train_acc = 1;
  EXPECT_EQ(find_metric("test_error").value(result), 25);
  EXPECT_EQ(find_metric("val_error").value(result), 50);
  EXPECT_EQ(find_metric("train_error").value(result), 0);
  EXPECT_EQ(find_metric("test_error").better, -1);
}

TEST(Metric, NumericColumnsAreMetricsAsTheyAre) {
  TrialResult result;
  result.best_test_acc = 0.75;
  result.memory = 7;
  EXPECT_EQ(find_metric("best_test_acc").value(result), 0.75);
  EXPECT_EQ(find_metric("best_test_acc").better, 1);
  EXPECT_EQ(find_metric("memory").value(result), 7);
  EXPECT_EQ(find_metric("memory").better, 0);
}

TEST(Metric, AnotherNameIsAUserError) {
  expect_contains(user_error([] { find_metric("best_tset_acc"); }), "best_test_acc");
  expect_contains(user_error([] { find_metric("host"); }), "there is no metric \"host\"");
}

}  // namespace
}  // namespace friendly
