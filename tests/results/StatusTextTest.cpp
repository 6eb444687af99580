#include <gtest/gtest.h>

#include "TestSupport.hpp"
#include "results/StatusText.hpp"

namespace friendly {
namespace {

SweepStatus::Running running(std::int64_t rank, const std::string& name) {
  SweepStatus::Running trial;
  trial.rank = rank;
  trial.name = name;
  return trial;
}

SweepStatus status_with(const std::vector<SweepStatus::Running>& trials) {
  SweepStatus status;
  status.is_running = true;
  status.points = 9;
  status.running = trials;
  return status;
}

// A narrow terminal cuts lines at their ends. SweepStatusTest.cpp has the other lines.
TEST(StatusText, WhatTheTrialsOfARankShareIsSaidOnce) {
  expect_contains(status_text(status_with({running(1, "ct ff convex lr_clf=0.1 run=2"),
                                           running(2, "ct ff convex lr_clf=0.1 run=3"),
                                           running(1, "ct ff convex lr_clf=0.15 run=2")})),
                  "\n  rank 1: ct ff convex\n"
                  "    lr_clf=0.1 run=2\n"
                  "    lr_clf=0.15 run=2\n"
                  "  rank 2: ct ff convex lr_clf=0.1 run=3\n");
}

TEST(StatusText, NamesAreCutBetweenWords) {
  expect_contains(status_text(status_with({running(1, "ct ff run=1"), running(1, "ct ff run=10")})),
                  "  rank 1: ct ff\n    run=1\n    run=10\n");
  expect_contains(status_text(status_with({running(1, "ct ff"), running(1, "ct ff run=1")})),
                  "  rank 1: ct ff\n    run=1\n");
}

TEST(StatusText, SaysWhichRungOfARaceIsTrainedUntilItIsOver) {
  SweepStatus status = status_with({});
  status.races = {{"ct: convex", 1, 3, 8, 4}};
  expect_contains(status_text(status), "  ct: convex: rung 2 of 3, 4 of 8 settings in\n");
  status.ended = status.points;
  expect_contains(status_text(status), "  ct: convex: over, 4 of 8 settings came to the end\n");
}

TEST(StatusText, TheEpochFollowsTheName) {
  auto trial = running(1, "nft");
  trial.progress.emplace();
  trial.progress->epoch = 3;
  trial.progress->train_loss = 0.25;
  trial.progress->val_acc = 0.5;
  expect_contains(status_text(status_with({trial})),
                  "  rank 1: nft\n    epoch 3, train loss 0.2500, validation accuracy 0.5000\n");
}

}  // namespace
}  // namespace friendly
