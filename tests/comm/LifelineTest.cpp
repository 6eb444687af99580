// The other rank is played by the test, through a plain endpoint.
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>

#include "comm/Lifeline.hpp"
#include "comm/ThreadCommunicator.hpp"

namespace friendly {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLong{60000};

class LifelineTest : public ::testing::Test {
 protected:
  HeartbeatPolicy policy(double limit) {
    return {limit, [this] { return clock_.load(); }};
  }
  Communicator& end(int rank) { return *ranks_[static_cast<std::size_t>(rank)]; }
  /// Waits for a heartbeat sent to `rank` and returns the headway that it speaks of.
  std::int64_t heartbeat(int rank) {
    auto message = end(rank).wait(kLong);
    while (message && message->kind == "process") message = end(rank).wait(kLong);
    EXPECT_TRUE(message && message->kind == "heartbeat");
    return message ? message->body.get<std::int64_t>() : -1;
  }
  /// Lets `seconds` pass, and gives the lifeline the time to see each of them.
  void pass(int seconds, Lifeline& line) {
    for (int i = 0; i < seconds; ++i) {
      clock_ = clock_ + 1;
      line.poll();
    }
  }

  std::atomic<double> clock_{1000};
  std::vector<std::unique_ptr<Communicator>> ranks_ = make_thread_communicators(3);
};

// Nobody calls the lifeline meanwhile: its rank is busy.
TEST_F(LifelineTest, ShowsLifeWhileItsRankIsBusy) {
  Lifeline line(end(1), policy(10));
  EXPECT_EQ(heartbeat(0), 0);
  for (int i = 0; i < 3; ++i) {
    clock_ = clock_ + 1;
    EXPECT_EQ(heartbeat(0), 0);
  }
  EXPECT_FALSE(end(2).poll());
}

TEST_F(LifelineTest, Rank0ShowsLifeToAllOthers) {
  Lifeline line(end(0), policy(10));
  heartbeat(1);
  heartbeat(2);
}

TEST_F(LifelineTest, Rank0SendsNothingToASilentRankUntilItIsHeardAgain) {
  Lifeline line(end(0), policy(10));
  pass(11, line);
  while (end(1).poll()) {
  }
  pass(3, line);
  EXPECT_FALSE(end(1).poll());
  end(1).send(0, "heartbeat", 0);
  pass(2, line);
  heartbeat(1);
}

TEST_F(LifelineTest, HeartbeatsSpeakOfHeadway) {
  Lifeline line(end(1), policy(10));
  heartbeat(0);
  line.show_headway();
  line.show_headway();
  clock_ = clock_ + 1;
  EXPECT_EQ(heartbeat(0), 2);
}

TEST_F(LifelineTest, PassesOnAllMessagesButHeartbeatsInOrder) {
  Lifeline line(end(0), policy(10));
  end(1).send(0, "first", 1);
  end(1).send(0, "heartbeat", 7);
  end(1).send(0, "second", 2);
  EXPECT_EQ(line.wait(kLong)->kind, "first");
  EXPECT_EQ(line.wait(kLong)->kind, "second");
  EXPECT_FALSE(line.poll());
}

TEST_F(LifelineTest, KnowsHowLongARankHasBeenSilent) {
  Lifeline line(end(0), policy(10));
  pass(4, line);
  EXPECT_EQ(line.silent_for(1), 4);
  end(1).send(0, "heartbeat", 0);
  line.poll();
  EXPECT_EQ(line.silent_for(1), 0);
  EXPECT_EQ(line.silent_for(2), 4);
  pass(2, line);
  end(2).send(0, "news", nullptr);
  EXPECT_TRUE(line.poll());
  EXPECT_EQ(line.silent_for(1), 2);
  EXPECT_EQ(line.silent_for(2), 0);
}

TEST_F(LifelineTest, ARankThatLivesWithoutHeadwayIsStalled) {
  Lifeline line(end(0), policy(10));
  for (std::int64_t headway : {5, 6, 6, 6}) {
    pass(1, line);
    end(1).send(0, "heartbeat", headway);
    line.poll();
  }
  EXPECT_EQ(line.silent_for(1), 0);
  EXPECT_EQ(line.stalled_for(1), 2);
}

TEST_F(LifelineTest, KnowsThatAProcessOfThisMachineHasEnded) {
  const ProcessPlace here = this_process();
  Lifeline line(end(0), policy(10));
  end(1).send(0, "process", {here.machine, here.pid, here.start});
  end(2).send(0, "process", {here.machine, here.pid, "1"});  // that one had the same id, and is gone
  line.poll();
  EXPECT_FALSE(line.has_ended(2)) << "its last messages may be under way";
  pass(2, line);
  EXPECT_TRUE(line.has_ended(2));
  EXPECT_FALSE(line.has_ended(1));
}

TEST_F(LifelineTest, AProcessHasNotEndedForUsBeforeItsLastMessageIsTaken) {
  const ProcessPlace here = this_process();
  Lifeline line(end(0), policy(10));
  end(1).send(0, "process", {here.machine, here.pid, "1"});
  end(1).send(0, "first", 1);
  end(1).send(0, "last", 2);
  EXPECT_EQ(line.wait(kLong)->kind, "first");
  while (end(2).poll()) {
  }
  for (int i = 0; i < 2; ++i) {
    clock_ = clock_ + 1;
    heartbeat(2);  // the lifeline has seen this second
  }
  EXPECT_FALSE(line.has_ended(1));
  EXPECT_EQ(line.wait(kLong)->kind, "last");
  EXPECT_TRUE(line.has_ended(1));
}

TEST_F(LifelineTest, RanksSayWhereTheyRun) {
  Lifeline line(end(1), policy(10));
  auto message = end(0).wait(kLong);
  while (message && message->kind == "heartbeat") message = end(0).wait(kLong);
  ASSERT_TRUE(message);
  EXPECT_EQ(message->kind, "process");
  EXPECT_EQ(message->body[1], ::getpid());
}

TEST_F(LifelineTest, HaltingThisProcessSilencesNobody) {
  Lifeline line(end(0), policy(10));
  clock_ = clock_ + 1000;
  line.poll();
  EXPECT_LE(line.silent_for(1), 1);
}

}  // namespace
}  // namespace friendly
