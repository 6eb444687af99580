// The coordinator alone, driven round by round by a fake clock, with workers played by the test.
#include <gtest/gtest.h>

#include "comm/ThreadCommunicator.hpp"
#include "sweep/Coordinator.hpp"
#include "sweep/Fixtures.hpp"

namespace friendly {
namespace {

constexpr double kLimit = 5;

class CoordinatorTest : public ::testing::Test {
 protected:
  /// `bundles` bundles of two trials, the longest first, and `workers` workers.
  void start(int bundles, int workers, std::unordered_set<std::string> finished = {}) {
    for (int i = 0; i < bundles; ++i)
      bundles_.push_back({i + 1, {make_trial(0.1, 1, 20 - i), make_trial(0.2, 1, 20 - i)}});
    ranks_ = make_thread_communicators(workers + 1);
    coordinator_ = std::make_unique<Coordinator>(*ranks_[0], bundles_, std::move(finished), sink_,
                                                 HeartbeatPolicy{kLimit, [this] { return clock_; }});
  }

  bool step() { return coordinator_->step(std::chrono::milliseconds(0)); }
  void tell(int worker, const std::string& kind, const nlohmann::json& body = nullptr) {
    ranks_[static_cast<std::size_t>(worker)]->send(0, kind, body);
  }
  /// The kind of the next message to `worker`, with the bundle's id if it is one.
  std::string hear(int worker) {
    const auto message = ranks_[static_cast<std::size_t>(worker)]->poll();
    if (!message) return "";
    return message->kind == "bundle" ? "bundle " + message->body.at("id").dump() : message->kind;
  }
  void finish(int worker, std::int64_t id, double accuracy = 0.5) {
    TrialOutcome outcome;
    outcome.result.best_test_acc = accuracy;
    const auto list = nlohmann::json::array({to_json(outcome), to_json(outcome)});
    tell(worker, "finished", {{"bundle", id}, {"seconds", 1.0}, {"outcomes", list}});
  }
  /// Lets `seconds` pass, during which only the workers `speaking` send anything.
  void pass(int seconds, const std::vector<int>& speaking) {
    for (int i = 0; i < seconds; ++i) {
      clock_ += 1;
      for (int worker : speaking) tell(worker, "heartbeat");
      step();
      for (int worker : speaking) EXPECT_EQ(hear(worker), "heartbeat");
    }
  }
  const TrialOutcome& outcome(std::int64_t id, std::size_t trial) {
    return sink_.outcomes.at(bundles_[static_cast<std::size_t>(id - 1)].trials[trial].key);
  }

  double clock_ = 100;
  std::vector<Bundle> bundles_;
  std::vector<std::unique_ptr<Communicator>> ranks_;
  FakeSink sink_;
  std::unique_ptr<Coordinator> coordinator_;
};

TEST_F(CoordinatorTest, HandsOutBundlesRecordsResultsAndEnds) {
  start(2, 2);
  tell(2, "ready");
  EXPECT_TRUE(step());
  EXPECT_EQ(hear(2), "bundle 1");
  EXPECT_EQ(hear(1), "");
  EXPECT_EQ(sink_.starts, (std::vector<FakeSink::Event>{{1, 2}}));
  finish(2, 1);
  EXPECT_TRUE(step());
  EXPECT_EQ(hear(2), "bundle 2");
  finish(2, 2);
  EXPECT_TRUE(step());
  EXPECT_EQ(hear(1), "stop");
  EXPECT_EQ(hear(2), "stop");
  tell(1, "stopped");
  EXPECT_TRUE(step());
  tell(2, "stopped");
  EXPECT_FALSE(step());
  EXPECT_EQ(ranks_[1]->poll()->body.at("all"), true);
  const auto summary = coordinator_->summary();
  EXPECT_EQ(summary.done, 4);
  EXPECT_EQ(summary.failed, 0);
  EXPECT_FALSE(summary.interrupted);
  EXPECT_TRUE(summary.silent.empty());
  EXPECT_EQ(sink_.ticks, 5);
}

TEST_F(CoordinatorTest, PassesOnProgressUnderTheTrialsKey) {
  start(1, 1);
  tell(1, "ready");
  step();
  EpochRecord record;
  record.epoch = 7;
  tell(1, "progress", {{"bundle", 1}, {"trial", 1}, {"record", to_json(record)}});
  step();
  EXPECT_EQ(sink_.progressed.at(bundles_[0].trials[1].key), std::vector<std::int64_t>{7});
}

TEST_F(CoordinatorTest, AFailedBundleGivesEveryTrialARowWithTheReason) {
  start(1, 1);
  tell(1, "ready");
  step();
  TrialResult failure;
  failure.status = status::kFailed;
  failure.reason = "out of memory";
  tell(1, "failed", {{"bundle", 1}, {"result", to_json(failure)}});
  step();
  for (std::size_t i : {0u, 1u}) {
    EXPECT_EQ(outcome(1, i).result.status, status::kFailed);
    EXPECT_EQ(outcome(1, i).result.reason, "out of memory");
  }
  EXPECT_EQ(coordinator_->summary().failed, 2);
}

TEST_F(CoordinatorTest, ResumingTrainsWholeBundlesAndKeepsOldRows) {
  const std::string old_key = make_trial(0.1, 1, 20).key;
  start(1, 1, {old_key});
  tell(1, "ready");
  step();
  EXPECT_EQ(ranks_[1]->poll()->body.at("trials").size(), 2u);
  tell(1, "progress", {{"bundle", 1}, {"trial", 0}, {"record", to_json(EpochRecord{})}});
  finish(1, 1);
  step();
  EXPECT_EQ(sink_.rows.count(old_key), 0u);
  EXPECT_TRUE(sink_.progressed.empty());
  EXPECT_EQ(coordinator_->summary().done, 1);
}

TEST_F(CoordinatorTest, EndsAtOnceIfNothingIsLeft) {
  start(1, 1, {make_trial(0.1, 1, 20).key, make_trial(0.2, 1, 20).key});
  tell(1, "ready");
  EXPECT_TRUE(step());
  EXPECT_EQ(hear(1), "stop");
  tell(1, "stopped");
  EXPECT_FALSE(step());
  EXPECT_FALSE(coordinator_->summary().interrupted);
}

TEST_F(CoordinatorTest, ASilentWorkersBundleGoesToAnother) {
  start(2, 3);
  tell(1, "ready");
  tell(2, "ready");
  step();
  EXPECT_EQ(hear(1), "bundle 1");
  EXPECT_EQ(hear(2), "bundle 2");
  pass(static_cast<int>(kLimit), {2, 3});
  EXPECT_TRUE(sink_.losses.empty());
  tell(3, "ready");
  pass(1, {2, 3});
  EXPECT_EQ(sink_.losses, (std::vector<FakeSink::Event>{{1, 1}}));
  step();
  EXPECT_EQ(hear(3), "bundle 1");
  finish(3, 1);
  finish(2, 2);
  step();
  EXPECT_EQ(outcome(1, 0).result.attempts, 2);
  EXPECT_EQ(outcome(2, 0).result.attempts, 1);
  tell(2, "stopped");
  tell(3, "stopped");
  EXPECT_FALSE(step());
  EXPECT_EQ(hear(3), "stop");
  EXPECT_EQ(ranks_[3]->poll()->body.at("all"), false);
  EXPECT_EQ(coordinator_->summary().silent, std::vector<int>{1});
  EXPECT_EQ(coordinator_->summary().done, 4);
}

TEST_F(CoordinatorTest, TheFirstResultCountsIfASlowWorkerComesBack) {
  start(2, 2);
  tell(1, "ready");
  step();
  EXPECT_EQ(hear(1), "bundle 1");
  pass(static_cast<int>(kLimit) + 1, {2});
  tell(2, "ready");
  step();
  EXPECT_EQ(hear(2), "bundle 1");
  finish(1, 1, 0.25);
  step();
  EXPECT_EQ(hear(1), "bundle 2");
  finish(2, 1, 0.75);
  step();
  EXPECT_EQ(sink_.rows.at(bundles_[0].trials[0].key), 1);
  EXPECT_EQ(outcome(1, 0).result.best_test_acc, 0.25);
}

TEST_F(CoordinatorTest, AnIdleWorkerThatComesBackGetsWork) {
  start(1, 2);
  tell(1, "ready");
  step();
  tell(2, "ready");
  step();
  EXPECT_EQ(hear(1), "bundle 1");
  pass(static_cast<int>(kLimit), {1});
  clock_ += 1;
  step();
  pass(static_cast<int>(kLimit) + 1, {2});
  EXPECT_EQ(sink_.losses, (std::vector<FakeSink::Event>{{1, 1}}));
  step();
  EXPECT_EQ(hear(2), "bundle 1");
}

TEST_F(CoordinatorTest, TrialsThatLoseTheirRankTooOftenHaveCrashed) {
  start(1, 4);
  for (int worker : {1, 2, 3}) {
    tell(worker, "ready");
    step();
    EXPECT_EQ(hear(worker), "bundle 1");
    pass(static_cast<int>(kLimit) + 1, {4});
  }
  EXPECT_EQ(sink_.losses.size(), 3u);
  EXPECT_EQ(outcome(1, 0).result.status, status::kCrashed);
  EXPECT_EQ(outcome(1, 1).result.attempts, 3);
  EXPECT_EQ(outcome(1, 1).result.rank, 3);
  EXPECT_EQ(coordinator_->summary().failed, 2);
  EXPECT_FALSE(coordinator_->summary().interrupted);
}

TEST_F(CoordinatorTest, ItsOwnPausesDoNotCountAsSilence) {
  start(1, 1);
  tell(1, "ready");
  step();
  clock_ += 1000;
  step();
  EXPECT_TRUE(sink_.losses.empty());
}

TEST_F(CoordinatorTest, StopWaitsForResultsOnTheirWay) {
  start(2, 2);
  tell(1, "ready");
  step();
  coordinator_->stop();
  tell(2, "ready");
  EXPECT_TRUE(step());
  EXPECT_EQ(hear(2), "stop");
  tell(2, "stopped");
  EXPECT_TRUE(step());
  finish(1, 1);
  tell(1, "stopped");
  EXPECT_FALSE(step());
  EXPECT_EQ(coordinator_->summary().done, 2);
  EXPECT_TRUE(coordinator_->summary().interrupted);
}

TEST_F(CoordinatorTest, StopDoesNotWaitForEver) {
  start(1, 1);
  tell(1, "ready");
  step();
  coordinator_->stop();
  for (int i = 0; i < 4; ++i) {
    tell(1, "heartbeat");
    clock_ += 1;
    EXPECT_TRUE(step());
  }
  for (int i = 0; i < 16; ++i) {
    clock_ += 1;
    step();
  }
  EXPECT_FALSE(step());
  EXPECT_EQ(coordinator_->summary().silent, std::vector<int>{1});
}

TEST_F(CoordinatorTest, WithoutWorkersTheSweepIsInterrupted) {
  start(1, 1);
  tell(1, "ready");
  step();
  for (int i = 0; i < kLimit; ++i) {
    clock_ += 1;
    EXPECT_TRUE(step());
  }
  clock_ += 1;
  EXPECT_FALSE(step());
  EXPECT_TRUE(coordinator_->summary().interrupted);
  EXPECT_EQ(coordinator_->summary().done, 0);
}

// A rank without a device gets nothing to train; it is told to stop, and waited for, with the others.
TEST_F(CoordinatorTest, ARankThatStandsAsideEndsWithTheOthers) {
  start(1, 2);
  tell(1, "aside", {{"why", "no GPU"}, {"host", "node7"}});
  tell(2, "ready");
  EXPECT_TRUE(step());
  EXPECT_EQ(hear(1), "");
  EXPECT_EQ(hear(2), "bundle 1");
  EXPECT_EQ(sink_.asides.at(1), "no GPU");
  finish(2, 1);
  EXPECT_TRUE(step());
  EXPECT_EQ(hear(1), "stop");
  tell(2, "stopped");
  EXPECT_TRUE(step());
  tell(1, "stopped");
  EXPECT_FALSE(step());
  EXPECT_EQ(coordinator_->summary().nobody_trains, "");
  EXPECT_FALSE(coordinator_->summary().interrupted);
}

TEST_F(CoordinatorTest, IfAllStandAsideTheSweepEndsAndSaysWhy) {
  start(1, 2);
  tell(1, "aside", {{"why", "no GPU"}, {"host", "node7"}});
  EXPECT_TRUE(step());
  EXPECT_EQ(hear(1), "");
  tell(2, "aside", {{"why", "no GPU left"}, {"host", "node7"}});
  EXPECT_TRUE(step());
  EXPECT_EQ(hear(1), "stop");
  tell(1, "stopped");
  tell(2, "stopped");
  EXPECT_FALSE(step());
  EXPECT_TRUE(coordinator_->summary().interrupted);
  EXPECT_EQ(coordinator_->summary().nobody_trains, "no GPU left");
}

// That is not the user's mistake: the same command can resume.
TEST_F(CoordinatorTest, IfTheOnlyTrainingRankIsLostTheSweepIsInterrupted) {
  start(1, 2);
  tell(1, "aside", {{"why", "no GPU"}, {"host", "node7"}});
  tell(2, "ready");
  step();
  pass(static_cast<int>(kLimit) + 1, {1});
  tell(1, "stopped");
  EXPECT_FALSE(step());
  EXPECT_TRUE(coordinator_->summary().interrupted);
  EXPECT_EQ(coordinator_->summary().nobody_trains, "");
}

// After an error rank 0 dismisses the workers as a coordinator without bundles.
TEST_F(CoordinatorTest, IgnoresMessagesAboutBundlesOfAnEarlierCoordinator) {
  start(0, 1);
  tell(1, "progress", {{"bundle", 7}, {"trial", 0}, {"record", to_json(EpochRecord{})}});
  finish(1, 7);
  tell(1, "stopped");
  EXPECT_FALSE(step());
  EXPECT_TRUE(sink_.outcomes.empty());
}

TEST_F(CoordinatorTest, DismissedWorkersAreToldToStopAndToEnd) {
  ranks_ = make_thread_communicators(3);
  finish(1, 7);  // of a bundle that an earlier coordinator handed out
  tell(1, "stopped");
  tell(2, "ready");
  tell(2, "stopped");
  EXPECT_TRUE(dismiss_workers(*ranks_[0], {kLimit, [this] { return clock_; }}).empty());
  for (int worker : {1, 2}) {
    EXPECT_EQ(hear(worker), "stop");
    const auto end = ranks_[static_cast<std::size_t>(worker)]->poll();
    ASSERT_TRUE(end);
    EXPECT_EQ(end->kind, "end");
    EXPECT_EQ(end->body.at("all"), true);
    EXPECT_EQ(hear(worker), "");
  }
}

// Every look at the clock finds it a second later, so that rank 2's silence reaches the limit.
TEST_F(CoordinatorTest, DismissingWorkersReturnsTheSilentOnes) {
  ranks_ = make_thread_communicators(4);
  tell(1, "stopped");
  tell(3, "stopped");
  EXPECT_EQ(dismiss_workers(*ranks_[0], {kLimit, [this] { return clock_ += 1; }}), std::vector<int>{2});
  for (int worker : {1, 2, 3}) {
    EXPECT_EQ(hear(worker), "stop");
    EXPECT_EQ(ranks_[static_cast<std::size_t>(worker)]->poll()->body.at("all"), false);
  }
}

}  // namespace
}  // namespace friendly
