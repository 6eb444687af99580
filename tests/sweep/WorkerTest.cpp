// The worker alone: the test plays the coordinator, from inside the runner where the moment matters.
#include <gtest/gtest.h>

#include <thread>

#include "comm/ThreadCommunicator.hpp"
#include "core/Interrupted.hpp"
#include "sweep/Fixtures.hpp"
#include "sweep/Worker.hpp"

namespace friendly {
namespace {

class WorkerTest : public ::testing::Test {
 protected:
  bool run(const Runner& runner) { return Worker(line_, runner, 10).run(); }
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
  void assign(std::int64_t hand_out = 3) { send(*ranks_[0], 1, message::Assignment{hand_out, bundle_}); }
  /// What the worker sent.
  std::vector<Message> heard() {
    std::vector<Message> messages;
    while (auto message = ranks_[0]->poll()) messages.push_back(*message);
    return messages;
  }

  const Bundle bundle_{5, {make_trial(0.1), make_trial(0.2)}};
  std::vector<std::unique_ptr<Communicator>> ranks_ = make_thread_communicators(2);
  FakeLine line_{*ranks_[1]};
};

TEST_F(WorkerTest, ReportsProgressAndSignedResults) {
  assign();
  EXPECT_TRUE(run(then_stop(fake_runner)));
  const auto messages = heard();
  ASSERT_EQ(messages.size(), 1u + 6 + 1 + 1);
  EXPECT_EQ(messages[0].kind, "ready");
  EXPECT_EQ(messages[6].kind, "progress");
  EXPECT_EQ(messages[6].body.at("trial"), 1);
  EXPECT_EQ(messages[6].body.at("record").at("epoch"), 2);
  ASSERT_EQ(messages[7].kind, "finished");
  EXPECT_EQ(messages[7].body.at("hand_out"), 3);
  const TrialOutcome outcome = outcome_from_json(messages[7].body.at("outcomes").at(1));
  EXPECT_EQ(outcome.result.best_test_acc, fake_accuracy(bundle_.trials[1]));
  EXPECT_EQ(outcome.result.rank, 1);
  EXPECT_EQ(outcome.result.bundle, 5);
  EXPECT_FALSE(outcome.result.host.empty());
  EXPECT_EQ(outcome.epochs.size(), 3u);
  EXPECT_EQ(messages[8].kind, "stopped");
}

TEST_F(WorkerTest, ReportsAnErrorOfTheRunner) {
  assign();
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

/// Trains until it is told to stop.
std::vector<TrialOutcome> endless(const Bundle&, const TrainingHooks& hooks) {
  while (!hooks.should_stop()) std::this_thread::yield();
  throw Interrupted();
}

TEST_F(WorkerTest, StopInterruptsTheRunner) {
  assign();
  EXPECT_TRUE(run(then_stop(endless)));
  const auto messages = heard();
  ASSERT_EQ(messages.size(), 2u);
  EXPECT_EQ(messages[1].kind, "stopped");
}

TEST_F(WorkerTest, EveryStepShowsHeadway) {
  assign();
  run([&](const Bundle& bundle, const TrainingHooks& hooks) {
    const int before = line_.headway;
    for (int i = 0; i < 50; ++i) EXPECT_FALSE(hooks.should_stop());
    EXPECT_GE(line_.headway, before + 50);
    stop();
    return std::vector<TrialOutcome>(bundle.trials.size());
  });
}

// Another worker was faster.
TEST_F(WorkerTest, ACancelledBundleMakesItFree) {
  assign(3);
  send(*ranks_[0], 1, message::Cancel{2});  // has ended long ago
  send(*ranks_[0], 1, message::Cancel{3});
  EXPECT_TRUE(run([this](const Bundle& bundle, const TrainingHooks& hooks) -> std::vector<TrialOutcome> {
    try {
      return endless(bundle, hooks);
    } catch (const Interrupted&) {
      stop();
      throw;
    }
  }));
  const auto messages = heard();
  ASSERT_EQ(messages.size(), 3u);
  EXPECT_EQ(messages[1].kind, "ready");
  EXPECT_EQ(messages[2].kind, "stopped");
}

TEST_F(WorkerTest, EndsIfTheCoordinatorFallsSilent) {
  assign();
  EXPECT_FALSE(run([&](const Bundle& bundle, const TrainingHooks& hooks) {
    line_.silent[0] = 9;
    EXPECT_FALSE(hooks.should_stop());
    line_.silent[0] = 11;
    return endless(bundle, hooks);
  }));
  for (const Message& message : heard()) EXPECT_NE(message.kind, "stopped");
}

TEST_F(WorkerTest, EndsIfTheCoordinatorsProcessHasEnded) {
  assign();
  EXPECT_FALSE(run([&](const Bundle& bundle, const TrainingHooks& hooks) {
    line_.ended = {0};
    return endless(bundle, hooks);
  }));
}

TEST_F(WorkerTest, ARankThatCannotTrainSaysWhyAndWaitsForTheEnd) {
  assign();
  EXPECT_TRUE(run(then_stop([](const Bundle&, const TrainingHooks&) -> std::vector<TrialOutcome> {
    throw UnusableRank("no data");
  })));
  const auto messages = heard();
  ASSERT_EQ(messages.size(), 3u);
  EXPECT_EQ(messages[1].kind, "aside");
  EXPECT_EQ(messages[1].body.at("why"), "no data");
  EXPECT_EQ(messages[2].kind, "stopped");
}

TEST_F(WorkerTest, PassesOnThatItsBundleIsRecorded) {
  assign(3);
  int recorded = 0, trained = 0;
  Runner runner = [&](const Bundle& bundle, const TrainingHooks& hooks) {
    if (++trained == 1) {
      assign(4);
      return fake_runner(bundle, hooks);
    }
    send(*ranks_[0], 1, message::Recorded{7});  // of an earlier coordinator
    send(*ranks_[0], 1, message::Recorded{3});
    return then_stop(fake_runner).train(bundle, hooks);
  };
  runner.recorded = [&](const Bundle& bundle) {
    EXPECT_EQ(bundle.trials.size(), 2u);
    ++recorded;
  };
  EXPECT_TRUE(run(runner));
  EXPECT_EQ(trained, 2);
  EXPECT_EQ(recorded, 1);
}

TEST_F(WorkerTest, ReturnsWhetherAllRanksArePresent) {
  stop(false);
  EXPECT_FALSE(run(fake_runner));
  EXPECT_EQ(heard().back().kind, "stopped");
}

TEST_F(WorkerTest, StandsAsideUntilTheOthersEnd) {
  stop();
  EXPECT_TRUE(Worker(line_, {}).stand_aside("no GPU"));
  const auto messages = heard();
  ASSERT_EQ(messages.size(), 2u);
  EXPECT_EQ(messages[0].kind, "aside");
  EXPECT_EQ(messages[0].body.at("why"), "no GPU");
  EXPECT_FALSE(messages[0].body.at("host").get<std::string>().empty());
  EXPECT_EQ(messages[1].kind, "stopped");
}

}  // namespace
}  // namespace friendly
