#include <gtest/gtest.h>

#include "trial/TrialHistory.hpp"

namespace friendly {
namespace {

TEST(TrialHistory, CountsAttempts) {
  TrialHistory history;
  history.start();
  history.start();
  EXPECT_EQ(history.attempts, 2);
  EXPECT_EQ(history.losses, 0);
}

TEST(TrialHistory, LossesInARowAddUp) {
  TrialHistory history;
  for (int i = 0; i < 3; ++i) {
    history.start();
    history.lose();
  }
  EXPECT_EQ(history.losses, 3);
}

TEST(TrialHistory, HeadwayClearsLosses) {
  TrialHistory history;
  history.start();
  history.lose();
  history.start();
  EXPECT_TRUE(history.advance(0));
  EXPECT_EQ(history.losses, 0);
  history.lose();
  EXPECT_EQ(history.losses, 0);
}

// It resumed from a checkpoint in epoch 4 and died in epoch 5, as before.
TEST(TrialHistory, RepeatingAnEpochIsNoHeadway) {
  TrialHistory history;
  history.start();
  history.advance(4);
  history.lose();
  for (int i = 1; i <= 2; ++i) {
    history.start();
    EXPECT_FALSE(history.advance(4));
    history.lose();
    EXPECT_EQ(history.losses, i);
  }
}

// Its rank was only cut off for a while.
TEST(TrialHistory, AnAttemptThatGoesOnWasNotLost) {
  TrialHistory history;
  history.start();
  history.lose();
  history.start();
  history.lose();
  history.regain();
  EXPECT_EQ(history.losses, 1);
  history.advance(0);
  history.regain();
  EXPECT_EQ(history.losses, 0);
}

TEST(TrialHistory, OnlyTheFirstHeadwayOfAnAttemptIsNews) {
  TrialHistory history;
  history.start();
  EXPECT_TRUE(history.advance(0));
  EXPECT_FALSE(history.advance(1));
  history.start();
  EXPECT_TRUE(history.advance(2));
  EXPECT_EQ(history.reached, 2);
}

}  // namespace
}  // namespace friendly
