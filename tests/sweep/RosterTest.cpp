#include <gtest/gtest.h>

#include "comm/ThreadCommunicator.hpp"
#include "sweep/Fixtures.hpp"
#include "sweep/Roster.hpp"

namespace friendly {
namespace {

using State = Roster::State;

/// Rank 0 and three others, which may be silent for 8 s; rank 2 has something to train.
class RosterTest : public ::testing::Test {
 protected:
  RosterTest() {
    policy_.silence_limit = 8;
    policy_.stall_limit = 50;
    policy_.now = [this] { return clock_; };
    roster_[2].hand_out = 1;
  }

  double clock_ = 100;
  SweepPolicy policy_;
  std::vector<std::unique_ptr<Communicator>> ranks_ = make_thread_communicators(4);
  FakeLine line_{*ranks_[0]};
  Roster roster_{line_, policy_};
};

TEST_F(RosterTest, AllButRank0AreActiveAtFirst) {
  EXPECT_EQ(roster_.in(State::active), (std::vector<int>{1, 2, 3}));
  EXPECT_EQ(roster_.in(State::stopped), std::vector<int>{0});
  EXPECT_TRUE(roster_.is_available(1));
}

TEST_F(RosterTest, SilenceEndAndStallingAreReasonsToCountAsLost) {
  EXPECT_TRUE(roster_.is_well(2));
  line_.stalled[2] = line_.stalled[1] = 51;
  EXPECT_FALSE(roster_.is_well(2));
  EXPECT_EQ(roster_.why_lost(2), "it has made no training step for 51 s");
  EXPECT_TRUE(roster_.is_well(1)) << "it has nothing to train";
  line_.silent[2] = 9;
  EXPECT_EQ(roster_.why_lost(2), "it has been silent for 9 s");
  line_.ended = {2};
  EXPECT_EQ(roster_.why_lost(2), "its process has ended");
}

TEST_F(RosterTest, WaitsForASilentRankThatTrains) {
  EXPECT_EQ(roster_.awaited(false), "");
  line_.silent = {{1, 4.0}, {2, 2.0}};
  EXPECT_EQ(roster_.awaited(false), "")
      << "rank 1 has nothing to train, and a heartbeat of rank 2 may be late";
  line_.silent[2] = 3;
  EXPECT_EQ(roster_.awaited(false), "rank 2, silent for 3 s");
}

TEST_F(RosterTest, WaitsForRanksToStop) {
  EXPECT_EQ(roster_.awaited(true), "3 ranks to stop");
  roster_[1].state = roster_[2].state = State::stopped;
  EXPECT_EQ(roster_.awaited(true), "rank 3 to stop");
  line_.silent[3] = 4;
  EXPECT_EQ(roster_.awaited(true), "rank 3, silent for 4 s");
}

TEST_F(RosterTest, WaitsOnceMoreAsLongForLostRanks) {
  EXPECT_FALSE(roster_.nobody_will_train());
  for (int rank = 1; rank < 4; ++rank) roster_[rank].state = State::lost;
  EXPECT_FALSE(roster_.nobody_will_train());
  EXPECT_EQ(roster_.awaited(false), "a lost rank to come back");
  clock_ += 8;
  EXPECT_FALSE(roster_.nobody_will_train());
  clock_ += 1;
  EXPECT_TRUE(roster_.nobody_will_train());
  roster_[1].state = State::active;
  EXPECT_FALSE(roster_.nobody_will_train());
  EXPECT_EQ(roster_.awaited(false), "");
}

TEST_F(RosterTest, DoesNotWaitForRanksThatHaveEndedOrStandAside) {
  for (int rank = 1; rank < 4; ++rank) roster_[rank].state = State::lost;
  roster_[1].stands_aside = true;
  line_.ended = {2, 3};
  EXPECT_TRUE(roster_.nobody_will_train());
  EXPECT_FALSE(roster_.all_stand_aside());
  roster_[2].stands_aside = roster_[3].stands_aside = true;
  EXPECT_TRUE(roster_.all_stand_aside());
}

}  // namespace
}  // namespace friendly
