// The worker alone: the test plays the coordinator, from inside the runner where the moment matters.
#include <gtest/gtest.h>

#include <algorithm>

#include "comm/ThreadCommunicator.hpp"
#include "core/Interrupted.hpp"
#include "sweep/Fixtures.hpp"
#include "sweep/Worker.hpp"

namespace friendly {
namespace {

class WorkerTest : public ::testing::Test {
 protected:
  bool run(const Runner& runner) {
    return Worker(*ranks_[1], runner, HeartbeatPolicy{10, [this] { return clock_; }}).run();
  }
  void stop(bool all_end = true) {
    ranks_[0]->send(1, "stop", nullptr);
    ranks_[0]->send(1, "end", {{"all", all_end}});
  }
  /// `runner`, in a worker that is told to stop afterwards.
  Runner then_stop(const Runner& runner) {
    return [this, runner](const Bundle& bundle, const TrainingHooks& hooks) {
      stop();
      return runner.train(bundle, hooks);
    };
  }
  /// What the worker sent, except heartbeats.
  std::vector<Message> heard() {
    std::vector<Message> messages;
    while (auto message = ranks_[0]->poll())
      if (message->kind != "heartbeat") messages.push_back(*message);
    return messages;
  }

  double clock_ = 0;
  const Bundle bundle_{5, {make_trial(0.1), make_trial(0.2)}};
  std::vector<std::unique_ptr<Communicator>> ranks_ = make_thread_communicators(2);
};

TEST_F(WorkerTest, ReportsProgressAndSignedResults) {
  ranks_[0]->send(1, "bundle", to_json(bundle_));
  EXPECT_TRUE(run(then_stop(fake_runner)));
  const auto messages = heard();
  ASSERT_EQ(messages.size(), 1u + 6 + 1 + 1);
  EXPECT_EQ(messages[0].kind, "ready");
  EXPECT_EQ(messages[6].kind, "progress");
  EXPECT_EQ(messages[6].body.at("trial"), 1);
  EXPECT_EQ(messages[6].body.at("record").at("epoch"), 2);
  ASSERT_EQ(messages[7].kind, "finished");
  EXPECT_EQ(messages[7].body.at("bundle"), 5);
  const TrialOutcome outcome = outcome_from_json(messages[7].body.at("outcomes").at(1));
  EXPECT_EQ(outcome.result.best_test_acc, fake_accuracy(bundle_.trials[1]));
  EXPECT_EQ(outcome.result.rank, 1);
  EXPECT_EQ(outcome.result.bundle, 5);
  EXPECT_FALSE(outcome.result.host.empty());
  EXPECT_EQ(outcome.epochs.size(), 3u);
  EXPECT_EQ(messages[8].kind, "stopped");
}

TEST_F(WorkerTest, ReportsAnErrorOfTheRunner) {
  ranks_[0]->send(1, "bundle", to_json(bundle_));
  EXPECT_TRUE(run(then_stop([](const Bundle&, const TrainingHooks&) -> std::vector<TrialOutcome> {
    throw std::runtime_error("out of memory");
  })));
  const auto messages = heard();
  ASSERT_EQ(messages.size(), 3u);
  ASSERT_EQ(messages[1].kind, "failed");
  const TrialResult result = result_from_json(messages[1].body.at("result"));
  EXPECT_EQ(result.status, status::kFailed);
  EXPECT_EQ(result.reason, "out of memory");
  EXPECT_EQ(result.bundle, 5);
  EXPECT_GT(result.start, 1e9);
  EXPECT_EQ(messages[2].kind, "stopped");
}

TEST_F(WorkerTest, StopInterruptsTheRunner) {
  ranks_[0]->send(1, "bundle", to_json(bundle_));
  int steps = 0;
  EXPECT_TRUE(run([&](const Bundle&, const TrainingHooks& hooks) -> std::vector<TrialOutcome> {
    for (; !hooks.should_stop(); ++steps) {
      clock_ += 0.002;
      if (steps == 20) stop();
    }
    throw Interrupted();
  }));
  EXPECT_GE(steps, 20);
  EXPECT_LE(steps, 20 + 6);
  const auto messages = heard();
  ASSERT_EQ(messages.size(), 2u);
  EXPECT_EQ(messages[1].kind, "stopped");
}

TEST_F(WorkerTest, SendsHeartbeatsWhileTrainingBesidesOtherMessages) {
  ranks_[0]->send(1, "bundle", to_json(bundle_));
  int beats = 0;
  run([&](const Bundle& bundle, const TrainingHooks& hooks) {
    for (int i = 0; i < 50; ++i) {
      clock_ += 0.5;
      hooks.on_epoch(0, EpochRecord{});
      EXPECT_FALSE(hooks.should_stop());
      while (const auto message = ranks_[0]->poll())
        if (message->kind == "heartbeat") {
          ++beats;
          ranks_[0]->send(1, "heartbeat", nullptr);
        }
    }
    stop();
    return std::vector<TrialOutcome>(bundle.trials.size());
  });
  EXPECT_EQ(beats, 25);  // one per second for 25 s
}

TEST_F(WorkerTest, EndsIfTheCoordinatorFallsSilent) {
  ranks_[0]->send(1, "bundle", to_json(bundle_));
  double interrupted_at = 0;
  EXPECT_FALSE(run([&](const Bundle&, const TrainingHooks& hooks) -> std::vector<TrialOutcome> {
    while (!hooks.should_stop()) clock_ += 1;
    interrupted_at = clock_;
    throw Interrupted();
  }));
  EXPECT_EQ(interrupted_at, 11);
  for (const Message& message : heard()) EXPECT_NE(message.kind, "stopped");
}

TEST_F(WorkerTest, ReturnsWhetherAllRanksArePresent) {
  stop(false);
  EXPECT_FALSE(run(fake_runner));
  EXPECT_EQ(heard().back().kind, "stopped");
}

TEST_F(WorkerTest, StandsAsideUntilTheOthersEnd) {
  stop();
  EXPECT_TRUE(Worker(*ranks_[1], {}, HeartbeatPolicy{10, [this] { return clock_; }}).stand_aside("no GPU"));
  const auto messages = heard();
  ASSERT_EQ(messages.size(), 2u);
  EXPECT_EQ(messages[0].kind, "aside");
  EXPECT_EQ(messages[0].body.at("why"), "no GPU");
  EXPECT_FALSE(messages[0].body.at("host").get<std::string>().empty());
  EXPECT_EQ(messages[1].kind, "stopped");
}

}  // namespace
}  // namespace friendly
