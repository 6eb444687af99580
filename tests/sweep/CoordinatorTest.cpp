// The coordinator alone, driven round by round by a fake clock, with workers played by the test.
#include <gtest/gtest.h>

#include "comm/ThreadCommunicator.hpp"
#include "sweep/Coordinator.hpp"
#include "sweep/Fixtures.hpp"

namespace friendly {
namespace {

class CoordinatorTest : public ::testing::Test {
 protected:
  /// `bundles` bundles of two trials, the longest first, and `workers` workers.
  void start(int bundles, int workers, std::unordered_set<std::string> finished = {},
             TrialLedger::Histories histories = {}) {
    for (int i = 0; i < bundles; ++i)
      bundles_.push_back({i + 1, {make_trial(0.1, 1, 20 - i), make_trial(0.2, 1, 20 - i)}});
    connect(workers);
    coordinator_ = std::make_unique<Coordinator>(*line_, bundles_, std::move(finished), std::move(histories),
                                                 sink_, policy());
  }
  void connect(int workers) {
    ranks_ = make_thread_communicators(workers + 1);
    line_ = std::make_unique<FakeLine>(*ranks_[0]);
  }
  SweepPolicy policy() {
    SweepPolicy policy;
    policy.silence_limit = 5;
    policy.stall_limit = 50;
    policy.stop_limit = 15;
    policy.now = [this] { return clock_; };
    return policy;
  }

  bool step() { return coordinator_->step(std::chrono::milliseconds(0)); }
  template <class Kind>
  void tell(int worker, const Kind& message) {
    send(*ranks_[static_cast<std::size_t>(worker)], 0, message);
  }
  /// The kind of the next message to `worker`; a bundle with its id, others with their hand-out if they have
  /// one.
  std::string hear(int worker) {
    const auto message = ranks_[static_cast<std::size_t>(worker)]->poll();
    if (!message) return "";
    if (message->kind == "bundle") {
      hand_outs_[worker] = message->body.at("hand_out");
      return "bundle " + message->body.at("bundle").at("id").dump();
    }
    const bool has_hand_out = message->kind == "cancel" || message->kind == "recorded";
    return has_hand_out ? message->kind + " " + message->body.at("hand_out").dump() : message->kind;
  }
  /// `worker` asks for a bundle. Returns what it hears.
  std::string ask(int worker) {
    tell(worker, message::Ready{});
    step();
    return hear(worker);
  }
  /// `worker` has trained the bundle that it heard of last.
  void finish(int worker, double accuracy = 0.5, std::size_t trials = 2) {
    TrialOutcome outcome;
    outcome.result.best_test_acc = accuracy;
    tell(worker, message::Finished{hand_outs_[worker], 1, std::vector<TrialOutcome>(trials, outcome)});
  }
  void fail(int worker, const std::string& reason = "no luck") {
    TrialResult result;
    result.status = status::kFailed;
    result.reason = reason;
    result.host = "node" + std::to_string(worker);
    tell(worker, message::Failed{hand_outs_[worker], result});
  }
  void silence(int worker) {
    line_->silent[worker] = 6;
    step();
  }
  const Trial& trial(std::int64_t id, std::size_t index) {
    return bundles_[static_cast<std::size_t>(id - 1)].trials[index];
  }
  const TrialOutcome& outcome(std::int64_t id, std::size_t index) {
    return sink_.outcomes.at(trial(id, index).key);
  }

  double clock_ = 100;
  std::vector<Bundle> bundles_;
  std::vector<std::unique_ptr<Communicator>> ranks_;
  std::unique_ptr<FakeLine> line_;
  std::map<int, std::int64_t> hand_outs_;  // the last that each worker heard of
  FakeSink sink_;
  std::unique_ptr<Coordinator> coordinator_;
};

using Events = std::vector<FakeSink::Event>;

TEST_F(CoordinatorTest, HandsOutBundlesRecordsResultsAndEnds) {
  start(2, 2);
  EXPECT_EQ(ask(2), "bundle 1");
  EXPECT_EQ(hear(1), "");
  EXPECT_EQ(sink_.starts, (Events{{1, 2}}));
  finish(2);
  EXPECT_TRUE(step());
  EXPECT_EQ(hear(2), "bundle 2");
  EXPECT_EQ(hear(2), "recorded 1");
  finish(2);
  EXPECT_TRUE(step());
  EXPECT_EQ(hear(1), "stop");
  EXPECT_EQ(hear(2), "stop");
  EXPECT_EQ(hear(2), "recorded 2");
  tell(1, message::Stopped{});
  EXPECT_TRUE(step());
  tell(2, message::Stopped{});
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
  ask(1);
  EpochRecord record;
  record.epoch = 7;
  tell(1, message::Progress{hand_outs_[1], 1, record});
  step();
  EXPECT_EQ(sink_.progressed.at(trial(1, 1).key), std::vector<std::int64_t>{7});
}

TEST_F(CoordinatorTest, ResultsAreReportedAsRecordedOnceTheyAreDurable) {
  start(2, 1);
  sink_.is_durable = false;
  ask(1);
  finish(1);
  step();
  EXPECT_EQ(hear(1), "bundle 2");
  EXPECT_EQ(hear(1), "");
  sink_.is_durable = true;
  step();
  EXPECT_EQ(hear(1), "recorded 1");
}

TEST_F(CoordinatorTest, DoesNotEndBeforeTheLastResultsAreDurable) {
  start(1, 1);
  sink_.is_durable = false;
  ask(1);
  finish(1);
  step();
  tell(1, message::Stopped{});
  EXPECT_TRUE(step());
  sink_.is_durable = true;
  EXPECT_FALSE(step());
}

// The only rank there is: nobody else could do better.
TEST_F(CoordinatorTest, AFailedBundleGivesEveryTrialARowWithTheReason) {
  start(1, 1);
  ask(1);
  fail(1, "out of memory");
  step();
  for (std::size_t i : {0u, 1u}) {
    EXPECT_EQ(outcome(1, i).result.status, status::kFailed);
    EXPECT_EQ(outcome(1, i).result.reason, "out of memory");
  }
  EXPECT_EQ(coordinator_->summary().failed, 2);
}

TEST_F(CoordinatorTest, WhatFailsOnOneRankIsTriedOnAnother) {
  start(1, 2);
  ask(1);
  fail(1);
  step();
  EXPECT_TRUE(sink_.rows.empty());
  EXPECT_EQ(hear(1), "");
  EXPECT_EQ(ask(2), "bundle 1");
  finish(2);
  step();
  EXPECT_EQ(outcome(1, 0).result.status, status::kDone);
  EXPECT_EQ(sink_.asides.at(1), "trials fail here that succeed elsewhere: no luck");
  EXPECT_EQ(sink_.asides.size(), 1u);
}

TEST_F(CoordinatorTest, WhatFailsOnTwoRanksHasFailed) {
  start(1, 3);
  ask(1);
  fail(1, "first");
  ask(2);
  fail(2, "second");
  step();
  EXPECT_EQ(outcome(1, 1).result.status, status::kFailed);
  EXPECT_EQ(outcome(1, 1).result.reason, "second");
  EXPECT_TRUE(sink_.asides.empty());
}

// Two of three ranks are bad: neither's word counts, since the third trains.
TEST_F(CoordinatorTest, RanksThatOnlyFailDoNotConfirmEachOther) {
  start(3, 3);
  EXPECT_EQ(ask(3), "bundle 1");
  finish(3);
  EXPECT_EQ(ask(1), "bundle 2");
  fail(1);
  step();
  EXPECT_EQ(hear(3), "bundle 3");
  EXPECT_EQ(ask(2), "bundle 2");
  fail(2);
  step();
  EXPECT_EQ(sink_.rows.size(), 2u);
  EXPECT_EQ(hear(1), "");
  EXPECT_EQ(hear(2), "");
  EXPECT_EQ(hear(3), "recorded 1");
  finish(3);
  step();
  EXPECT_EQ(hear(3), "bundle 2");
  finish(3);
  step();
  EXPECT_EQ(coordinator_->summary().done, 6);
  EXPECT_EQ(sink_.asides.size(), 2u);
}

// Only the failed half of a bundle is tried again.
TEST_F(CoordinatorTest, TrialsThatSucceededBesideAFailedOneAreRecorded) {
  start(1, 2);
  ask(1);
  TrialOutcome good, bad;
  bad.result.status = status::kFailed;
  tell(1, message::Finished{hand_outs_[1], 1, {bad, good}});
  step();
  EXPECT_EQ(sink_.rows.count(trial(1, 1).key), 1u);
  tell(2, message::Ready{});
  step();
  const auto again = ranks_[2]->poll();
  ASSERT_EQ(again->body.at("bundle").at("trials").size(), 1u);
  EXPECT_EQ(again->body.at("bundle").at("trials").at(0).at("key"), trial(1, 0).key);
}

TEST_F(CoordinatorTest, IfNobodyIsLeftToTryItAFailureIsTheResult) {
  start(1, 2);
  ask(1);
  fail(1);
  step();
  EXPECT_TRUE(sink_.rows.empty());
  silence(2);
  EXPECT_EQ(outcome(1, 0).result.status, status::kFailed);
  EXPECT_EQ(outcome(1, 0).result.reason, "no luck");
}

TEST_F(CoordinatorTest, ResumingTrainsWholeBundlesAndKeepsOldRows) {
  const std::string old_key = make_trial(0.1, 1, 20).key;
  start(1, 1, {old_key});
  tell(1, message::Ready{});
  step();
  const auto assignment = ranks_[1]->poll();
  EXPECT_EQ(assignment->body.at("bundle").at("trials").size(), 2u);
  hand_outs_[1] = assignment->body.at("hand_out");
  tell(1, message::Progress{hand_outs_[1], 0, EpochRecord{}});
  finish(1);
  step();
  EXPECT_EQ(sink_.rows.count(old_key), 0u);
  EXPECT_TRUE(sink_.progressed.empty());
  EXPECT_EQ(coordinator_->summary().done, 1);
}

TEST_F(CoordinatorTest, EndsAtOnceIfNothingIsLeft) {
  start(1, 1, {make_trial(0.1, 1, 20).key, make_trial(0.2, 1, 20).key});
  EXPECT_EQ(ask(1), "stop");
  tell(1, message::Stopped{});
  EXPECT_FALSE(step());
  EXPECT_FALSE(coordinator_->summary().interrupted);
}

TEST_F(CoordinatorTest, ASilentWorkersBundleGoesToAnother) {
  start(2, 3);
  EXPECT_EQ(ask(1), "bundle 1");
  EXPECT_EQ(ask(2), "bundle 2");
  line_->silent[1] = 5;
  EXPECT_EQ(ask(3), "");
  EXPECT_TRUE(sink_.losses.empty());
  silence(1);
  EXPECT_EQ(sink_.losses, (Events{{1, 1}}));
  EXPECT_EQ(hear(3), "bundle 1");
  finish(3);
  finish(2);
  step();
  EXPECT_EQ(coordinator_->summary().done, 4);
  tell(2, message::Stopped{});
  tell(3, message::Stopped{});
  EXPECT_FALSE(step());
  EXPECT_EQ(hear(3), "stop");
  EXPECT_EQ(hear(3), "recorded 3");
  EXPECT_EQ(ranks_[3]->poll()->body.at("all"), false);
  EXPECT_EQ(coordinator_->summary().silent, std::vector<int>{1});
}

TEST_F(CoordinatorTest, ARankWhoseProcessHasEndedIsLostAtOnce) {
  start(1, 2);
  ask(1);
  EXPECT_EQ(ask(2), "");
  line_->ended = {1};
  step();
  EXPECT_EQ(sink_.losses, (Events{{1, 1}}));
  EXPECT_EQ(hear(2), "bundle 1");
}

// No rank that might come back is waited for.
TEST_F(CoordinatorTest, TheSweepEndsOnceAllOtherProcessesHaveEnded) {
  start(1, 2);
  ask(1);
  line_->ended = {1, 2};
  EXPECT_FALSE(step());
  EXPECT_TRUE(coordinator_->summary().interrupted);
}

TEST_F(CoordinatorTest, TellsTheSinkWhatItWaitsFor) {
  start(1, 1);
  ask(1);
  EXPECT_EQ(sink_.awaited, "");
  coordinator_->stop();
  step();
  EXPECT_EQ(sink_.awaited, "rank 1 to stop");
}

// It lives, but its training hangs.
TEST_F(CoordinatorTest, AStalledWorkersBundleGoesToAnother) {
  start(1, 2);
  ask(1);
  line_->stalled[1] = 50;
  EXPECT_EQ(ask(2), "");
  EXPECT_TRUE(sink_.losses.empty());
  line_->stalled[1] = 51;
  step();
  EXPECT_EQ(sink_.losses, (Events{{1, 1}}));
  EXPECT_EQ(hear(2), "bundle 1");
}

TEST_F(CoordinatorTest, AnIdleWorkerNeedNotMakeHeadway) {
  start(1, 2);
  ask(1);
  ask(2);
  line_->stalled[2] = 1000;
  step();
  silence(1);
  EXPECT_EQ(hear(2), "bundle 1");
}

TEST_F(CoordinatorTest, TheFirstResultCountsAndTheOtherTrainerIsCancelled) {
  start(2, 2);
  EXPECT_EQ(ask(1), "bundle 1");
  silence(1);
  EXPECT_EQ(ask(2), "bundle 1");
  finish(1, 0.25);
  step();
  EXPECT_EQ(hear(1), "bundle 2");
  EXPECT_EQ(hear(2), "cancel 2");
  finish(2, 0.75);
  step();
  EXPECT_EQ(sink_.rows.at(trial(1, 0).key), 1);
  EXPECT_EQ(outcome(1, 0).result.best_test_acc, 0.25);
}

TEST_F(CoordinatorTest, ALateFailureDoesNotCountIfTheRetryMaySucceed) {
  start(1, 2);
  ask(1);
  silence(1);
  ask(2);
  fail(1);
  step();
  EXPECT_TRUE(sink_.rows.empty());
  finish(2, 0.75);
  step();
  EXPECT_EQ(outcome(1, 0).result.best_test_acc, 0.75);
  EXPECT_TRUE(sink_.asides.empty());
}

TEST_F(CoordinatorTest, AWorkerThatComesBackKeepsItsBundle) {
  start(2, 2);
  EXPECT_EQ(ask(1), "bundle 1");
  silence(1);
  line_->silent[1] = 0;
  step();
  EXPECT_EQ(sink_.returns, (Events{{1, 1}}));
  EXPECT_EQ(sink_.starts, (Events{{1, 1}})) << "it is the same attempt";
  EXPECT_EQ(ask(2), "bundle 2");
  finish(1);
  finish(2);
  step();
  EXPECT_EQ(coordinator_->summary().done, 4);
}

TEST_F(CoordinatorTest, AnIdleWorkerThatComesBackGetsWork) {
  start(1, 2);
  EXPECT_EQ(ask(1), "bundle 1");
  ask(2);
  silence(2);
  silence(1);
  EXPECT_EQ(sink_.losses, (Events{{1, 1}}));
  line_->silent[2] = 0;
  step();
  EXPECT_EQ(hear(2), "bundle 1");
}

/// A trial that has lost its rank `losses` times without headway.
TrialHistory unlucky(std::int64_t losses) {
  TrialHistory history;
  history.attempts = history.losses = losses;
  return history;
}

TEST_F(CoordinatorTest, TrialsThatLoseTheirRankTooOftenAreTrainedAlone) {
  start(2, 5);
  tell(5, message::Ready{});
  for (int worker : {1, 2, 3}) {
    EXPECT_EQ(ask(worker), "bundle 1");
    silence(worker);
  }
  EXPECT_EQ(sink_.losses.size(), 3u);
  EXPECT_TRUE(sink_.rows.empty());
  ask(4);
  finish(4, 0.5, 1);
  step();
  EXPECT_EQ(outcome(1, 0).result.status, status::kDone);
  hear(4);
  silence(4);
  EXPECT_EQ(outcome(1, 1).result.status, status::kCrashed);
  EXPECT_EQ(outcome(1, 1).result.reason, "lost its rank 4 times without headway");
  EXPECT_EQ(outcome(1, 1).result.rank, 4);
}

// Ranks that are lost after they got further are not the trial's fault.
TEST_F(CoordinatorTest, HeadwayMakesUpForLosses) {
  start(1, 6);
  for (int worker : {1, 2, 3, 4, 5}) {
    EXPECT_EQ(ask(worker), "bundle 1");
    EpochRecord record;
    record.epoch = worker;
    for (std::size_t i : {0u, 1u}) tell(worker, message::Progress{hand_outs_[worker], i, record});
    step();
    silence(worker);
  }
  EXPECT_EQ(ask(6), "bundle 1");
  EXPECT_TRUE(sink_.rows.empty());
}

// What takes down rank 0 itself is remembered by the journal.
TEST_F(CoordinatorTest, LossesOfEarlierStartsCount) {
  const std::string suspect = make_trial(0.1, 1, 20).key, culprit = make_trial(0.1, 1, 19).key;
  start(2, 1, {}, {{suspect, unlucky(3)}, {culprit, unlucky(4)}});
  EXPECT_EQ(sink_.outcomes.at(culprit).result.status, status::kCrashed);
  EXPECT_EQ(ask(1), "bundle 1");
  finish(1, 0.5, 1);
  step();
  EXPECT_EQ(outcome(1, 1).result.status, status::kDone);
  EXPECT_EQ(hear(1), "bundle 2");
  finish(1, 0.5, 1);
  step();
  hear(1);
  EXPECT_EQ(hear(1), "bundle 1");
  finish(1, 0.5, 1);
  step();
  EXPECT_EQ(sink_.outcomes.at(suspect).result.status, status::kDone);
  EXPECT_EQ(coordinator_->summary().done, 3);
}

TEST_F(CoordinatorTest, StopWaitsForResultsOnTheirWay) {
  start(2, 2);
  ask(1);
  coordinator_->stop();
  tell(2, message::Ready{});
  EXPECT_TRUE(step());
  EXPECT_EQ(hear(2), "stop");
  tell(2, message::Stopped{});
  EXPECT_TRUE(step());
  finish(1);
  tell(1, message::Stopped{});
  EXPECT_FALSE(step());
  EXPECT_EQ(coordinator_->summary().done, 2);
  EXPECT_TRUE(coordinator_->summary().interrupted);
}

TEST_F(CoordinatorTest, StopDoesNotWaitForEver) {
  start(1, 1);
  ask(1);
  coordinator_->stop();
  clock_ += 15;
  EXPECT_TRUE(step());
  clock_ += 1;
  EXPECT_FALSE(step());
  EXPECT_EQ(coordinator_->summary().silent, std::vector<int>{1});
}

// A lost rank may come back, for instance after a fault of the network, so it is waited for a while.
TEST_F(CoordinatorTest, WithoutWorkersTheSweepIsInterrupted) {
  start(1, 1);
  ask(1);
  silence(1);
  clock_ += 5;
  EXPECT_TRUE(step());
  clock_ += 1;
  EXPECT_FALSE(step());
  EXPECT_TRUE(coordinator_->summary().interrupted);
  EXPECT_EQ(coordinator_->summary().done, 0);
}

TEST_F(CoordinatorTest, ALastWorkerThatComesBackInTimeContinues) {
  start(1, 1);
  ask(1);
  silence(1);
  clock_ += 5;
  EXPECT_TRUE(step());
  line_->silent[1] = 0;
  EXPECT_TRUE(step());
  clock_ += 100;
  EXPECT_TRUE(step());
  finish(1);
  step();
  EXPECT_EQ(coordinator_->summary().done, 2);
}

// A rank without a device gets nothing to train; it is told to stop, and waited for, with the others.
TEST_F(CoordinatorTest, ARankThatStandsAsideEndsWithTheOthers) {
  start(1, 2);
  tell(1, message::StandsAside{"no GPU", "node7"});
  EXPECT_EQ(ask(2), "bundle 1");
  EXPECT_EQ(hear(1), "");
  EXPECT_EQ(sink_.asides.at(1), "no GPU");
  finish(2);
  EXPECT_TRUE(step());
  EXPECT_EQ(hear(1), "stop");
  tell(2, message::Stopped{});
  EXPECT_TRUE(step());
  tell(1, message::Stopped{});
  EXPECT_FALSE(step());
  EXPECT_EQ(coordinator_->summary().nobody_trains, "");
  EXPECT_FALSE(coordinator_->summary().interrupted);
}

TEST_F(CoordinatorTest, TheBundleOfARankThatStandsAsideGoesToAnother) {
  start(1, 2);
  EXPECT_EQ(ask(1), "bundle 1");
  tell(1, message::StandsAside{"no data", "node7"});
  step();
  EXPECT_EQ(sink_.losses, (Events{{1, 1}}));
  EXPECT_EQ(ask(2), "bundle 1");
  EXPECT_TRUE(sink_.rows.empty());
}

TEST_F(CoordinatorTest, IfAllStandAsideTheSweepEndsAndSaysWhy) {
  start(1, 2);
  tell(1, message::StandsAside{"no GPU", "node7"});
  EXPECT_TRUE(step());
  EXPECT_EQ(hear(1), "");
  tell(2, message::StandsAside{"no GPU left", "node7"});
  EXPECT_TRUE(step());
  EXPECT_EQ(hear(1), "stop");
  tell(1, message::Stopped{});
  tell(2, message::Stopped{});
  EXPECT_FALSE(step());
  EXPECT_TRUE(coordinator_->summary().interrupted);
  EXPECT_EQ(coordinator_->summary().nobody_trains, "no GPU left");
}

// That is not the user's mistake: the same command can resume.
TEST_F(CoordinatorTest, IfTheOnlyTrainingRankIsLostTheSweepIsInterrupted) {
  start(1, 2);
  tell(1, message::StandsAside{"no GPU", "node7"});
  ask(2);
  silence(2);
  clock_ += 6;
  tell(1, message::Stopped{});
  EXPECT_FALSE(step());
  EXPECT_TRUE(coordinator_->summary().interrupted);
  EXPECT_EQ(coordinator_->summary().nobody_trains, "");
}

// After an error rank 0 dismisses the workers as a coordinator without bundles.
TEST_F(CoordinatorTest, IgnoresMessagesAboutBundlesOfAnEarlierCoordinator) {
  start(0, 1);
  tell(1, message::Progress{7, 0, EpochRecord{}});
  hand_outs_[1] = 7;
  finish(1);
  fail(1);
  tell(1, message::Stopped{});
  EXPECT_FALSE(step());
  EXPECT_TRUE(sink_.outcomes.empty());
}

TEST_F(CoordinatorTest, DismissedWorkersAreToldToStopAndToEnd) {
  connect(2);
  hand_outs_[1] = 7;  // of a bundle that an earlier coordinator handed out
  finish(1);
  tell(1, message::Stopped{});
  tell(2, message::Ready{});
  tell(2, message::Stopped{});
  EXPECT_TRUE(dismiss_workers(*line_, policy()).empty());
  for (int worker : {1, 2}) {
    EXPECT_EQ(hear(worker), "stop");
    const auto end = ranks_[static_cast<std::size_t>(worker)]->poll();
    ASSERT_TRUE(end);
    EXPECT_EQ(end->kind, "end");
    EXPECT_EQ(end->body.at("all"), true);
    EXPECT_EQ(hear(worker), "");
  }
}

TEST_F(CoordinatorTest, DismissingWorkersReturnsTheSilentOnes) {
  connect(3);
  line_->silent[2] = 6;
  tell(1, message::Stopped{});
  tell(3, message::Stopped{});
  EXPECT_EQ(dismiss_workers(*line_, policy()), std::vector<int>{2});
  for (int worker : {1, 2, 3}) {
    EXPECT_EQ(hear(worker), "stop");
    EXPECT_EQ(ranks_[static_cast<std::size_t>(worker)]->poll()->body.at("all"), false);
  }
}

}  // namespace
}  // namespace friendly
