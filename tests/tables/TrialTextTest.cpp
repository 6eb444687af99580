#include <gtest/gtest.h>

#include "TestSupport.hpp"
#include "tables/Rows.hpp"
#include "tables/TrialText.hpp"

namespace friendly {
namespace {

std::vector<TrialRow> rows_called(const std::vector<std::string>& keys) {
  std::vector<TrialRow> rows;
  for (const std::string& key : keys) {
    rows.push_back(trial("ct", 0, 1, 0.75, 0.5));
    rows.back().trial.key = key;
  }
  return rows;
}

TEST(FindTrial, TakesAUniqueBeginningOfTheKey) {
  const auto rows = rows_called({"abcd", "abef", "cccc"});
  EXPECT_EQ(&find_trial(rows, "abe"), &rows[1]);
  EXPECT_EQ(&find_trial(rows, "c"), &rows[2]);
  EXPECT_EQ(&find_trial(rows, "abcd"), &rows[0]);
  expect_contains(user_error([&] { find_trial(rows, "ab"); }),
                  "ab names more than one trial (abcd and abef begin with it)");
  expect_contains(user_error([&] { find_trial(rows, "b"); }), "there is no trial b");
}

TEST(TrialText, SaysWhatWasTrainedAndHowItEnded) {
  TrialRow row = rows_called({"abcd"})[0];
  row.trial.grid = "baseline";
  row.result.host = "node1";
  row.result.device = "cpu";
  row.result.epochs_done = 2;
  row.epochs.resize(2);
  row.epochs[0].val_acc = 0.5;
  row.epochs[1].val_acc = 0.75;
  const std::string text = trial_text(row, 80);
  expect_contains(text, "trial abcd, grid baseline\n");
  expect_contains(text, "\n  lr_clf                  0.0001\n");
  EXPECT_EQ(text.find("beta_simp"), std::string::npos) << "CT does not use it";
  expect_contains(text, "done\n2 of 200 epochs in 0.0 s on rank 0 of node1 (cpu), attempt 1\n");
  expect_contains(text,
                  "reported epoch 0: error on training data –, validation data 25.00 %, test data 50.00 %");
  expect_contains(text, "      50 │o\n");
  expect_contains(text, "o validation error %\n");
}

TEST(TrialText, WhatLeftARaceUntrainedWasNowhere) {
  TrialRow row = ended(rows_called({"abcd"})[0], status::kPruned, -1);
  row.result.reason = "left after run 1, place 2 of 2 (mean validation error 30.00 %); 1 went on";
  expect_contains(trial_text(row, 80), "1 went on\n0 of 200 epochs\n");
}

TEST(TrialText, ATrainingWithoutRanksHasADevice) {
  TrialRow row = rows_called({"abcd"})[0];
  row.result.device = "cpu";
  expect_contains(trial_text(row, 80), " s on cpu, attempt 1\n");
}

TEST(TrialText, AFailureHasItsReasonAndNoDrawing) {
  TrialRow row = ended(rows_called({"abcd"})[0], status::kFailed, -1);
  row.result.reason = "no memory";
  row.result.rank = 3;
  row.result.device = "";
  const std::string text = trial_text(row, 80);
  expect_contains(text, "failed: no memory\n0 of 200 epochs in 0.0 s on rank 3, attempt 1\n");
  EXPECT_EQ(text.find("reported epoch"), std::string::npos);
  EXPECT_EQ(text.find("│"), std::string::npos);
}

}  // namespace
}  // namespace friendly
