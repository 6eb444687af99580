#include <gtest/gtest.h>

#include "comm/Heartbeat.hpp"

namespace friendly {
namespace {

class PeerMonitorTest : public ::testing::Test {
 protected:
  /// Lets the clock move by `seconds` between two calls of advance().
  void pass(double seconds) {
    clock_ += seconds;
    peers_.advance();
  }

  double clock_ = 1000;
  PeerMonitor peers_{2, [this] { return clock_; }};
};

TEST_F(PeerMonitorTest, PeersAreNotSilentAtTheStart) {
  EXPECT_EQ(peers_.elapsed(), 0);
  EXPECT_EQ(peers_.silent_for(0), 0);
  EXPECT_EQ(peers_.silent_for(1), 0);
}

TEST_F(PeerMonitorTest, AddsUpShortIntervals) {
  pass(0.5);
  pass(0.25);
  pass(1);
  EXPECT_EQ(peers_.elapsed(), 1.75);
  EXPECT_EQ(peers_.silent_for(0), 1.75);
  EXPECT_EQ(peers_.silent_for(1), 1.75);
}

TEST_F(PeerMonitorTest, TimePassesOnlyInAdvance) {
  clock_ += 0.5;
  EXPECT_EQ(peers_.elapsed(), 0);
  EXPECT_EQ(peers_.silent_for(0), 0);
  peers_.advance();
  EXPECT_EQ(peers_.elapsed(), 0.5);
}

// Two pauses of this process, of 100 s and of 3 s, with half a second in between.
TEST_F(PeerMonitorTest, APauseOfThisProcessCountsAsOneSecond) {
  pass(100);
  EXPECT_EQ(peers_.silent_for(0), 1);
  pass(0.5);
  pass(3);
  EXPECT_EQ(peers_.silent_for(0), 2.5);
  EXPECT_EQ(peers_.elapsed(), 2.5);
}

TEST_F(PeerMonitorTest, HearingFromAPeerEndsItsSilenceAlone) {
  pass(1);
  pass(0.5);
  peers_.heard_from(1);
  EXPECT_EQ(peers_.silent_for(0), 1.5);
  EXPECT_EQ(peers_.silent_for(1), 0);
  pass(0.25);
  EXPECT_EQ(peers_.silent_for(0), 1.75);
  EXPECT_EQ(peers_.silent_for(1), 0.25);
  EXPECT_EQ(peers_.elapsed(), 1.75);
}

TEST_F(PeerMonitorTest, OnlyMoreHeadwayEndsAStall) {
  peers_.heard_of_headway(0, 3);
  pass(1);
  peers_.heard_of_headway(0, 3);
  EXPECT_EQ(peers_.silent_for(0), 0);
  EXPECT_EQ(peers_.stalled_for(0), 1);
  peers_.heard_of_headway(0, 4);
  EXPECT_EQ(peers_.stalled_for(0), 0);
  EXPECT_EQ(peers_.stalled_for(1), 1);
}

TEST(HeartbeatPolicy, SendsTenHeartbeatsPerLimit) {
  EXPECT_EQ(HeartbeatPolicy().limit, 20);
  EXPECT_EQ(HeartbeatPolicy().interval(), 2);
  EXPECT_EQ(HeartbeatPolicy{5}.interval(), 0.5);
}

TEST(HeartbeatPolicy, ItsClockNeverGoesBack) {
  const HeartbeatPolicy policy;
  const double before = policy.now();
  EXPECT_LE(before, policy.now());
}

}  // namespace
}  // namespace friendly
