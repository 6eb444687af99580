// Coordinator and workers together, each worker in a thread.
#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

#include "comm/Lifeline.hpp"
#include "comm/ThreadCommunicator.hpp"
#include "core/Interrupted.hpp"
#include "sweep/Bundling.hpp"
#include "sweep/Coordinator.hpp"
#include "sweep/Fixtures.hpp"

namespace friendly {
namespace {

constexpr auto never = [] { return false; };

/// What a rank of a sweep in threads does until the end.
void work(Communicator& end, const Runner& runner) {
  Lifeline line(end);
  EXPECT_TRUE(Worker(line, runner).run());
}

SweepSummary sweep(FakeSink& sink, const std::vector<Trial>& trials, const std::vector<Runner>& runners,
                   const std::function<bool()>& stop_requested = never,
                   const std::unordered_set<std::string>& finished = {}, std::int64_t capacity = 4,
                   const SweepPolicy& policy = {}) {
  const auto ranks = make_thread_communicators(static_cast<int>(runners.size()) + 1);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < runners.size(); ++i)
    threads.emplace_back([&, i] { work(*ranks[i + 1], runners[i]); });
  Lifeline line(*ranks[0]);
  const auto summary =
      Coordinator(line, make_bundles(trials, capacity), finished, {}, sink, policy).run(stop_requested);
  for (auto& thread : threads) thread.join();
  return summary;
}

/// `workers` ranks with the same runner.
std::vector<Runner> on(int workers, const Runner& runner) {
  return std::vector<Runner>(static_cast<std::size_t>(workers), runner);
}

/// A result without what depends on which rank trained it.
nlohmann::json numbers(TrialOutcome outcome) {
  outcome.result.rank = 0;
  return to_json(outcome);
}

TEST(Sweep, TrainsEveryTrialOnceWithEqualNumbersOnAnyNumberOfWorkers) {
  const auto trials = make_trials(60);
  FakeSink reference;
  sweep(reference, trials, on(1, fake_runner));
  for (int workers = 1; workers <= 7; ++workers) {
    FakeSink sink;
    const auto summary = sweep(sink, trials, on(workers, fake_runner));
    EXPECT_EQ(summary.done, 60);
    EXPECT_EQ(summary.failed, 0);
    EXPECT_FALSE(summary.interrupted);
    EXPECT_TRUE(summary.silent.empty());
    ASSERT_EQ(sink.rows.size(), 60u);
    for (const Trial& trial : trials) {
      EXPECT_EQ(sink.rows[trial.key], 1);
      EXPECT_EQ(sink.progressed[trial.key].size(), static_cast<std::size_t>(trial.spec.epochs));
      EXPECT_EQ(sink.outcomes[trial.key].result.best_test_acc, fake_accuracy(trial));
      EXPECT_EQ(numbers(sink.outcomes[trial.key]), numbers(reference.outcomes[trial.key]));
    }
  }
}

TEST(Sweep, ATrialListedTwiceIsOneRow) {
  auto trials = make_trials(10);
  trials.insert(trials.end(), trials.begin(), trials.begin() + 5);
  FakeSink sink;
  EXPECT_EQ(sweep(sink, trials, on(3, fake_runner)).done, 10);
  for (const auto& [key, rows] : sink.rows) EXPECT_EQ(rows, 1);
}

TEST(Sweep, AFailingBundleDoesNotStopTheOthers) {
  const auto trials = make_trials(40);
  const auto fails = [](const Trial& trial) { return trial.spec.epochs == 3; };
  FakeSink sink;
  const auto runner = [&](const Bundle& bundle, const TrainingHooks& hooks) {
    if (fails(bundle.trials.front())) throw std::runtime_error("no memory");
    return fake_runner(bundle, hooks);
  };
  const auto summary = sweep(sink, trials, on(3, runner));
  EXPECT_EQ(summary.done, 30);
  EXPECT_EQ(summary.failed, 10);
  EXPECT_FALSE(summary.interrupted);
  for (const Trial& trial : trials)
    EXPECT_EQ(sink.outcomes.at(trial.key).result.status, fails(trial) ? status::kFailed : status::kDone);
}

// With two retries a trial that fails twice is done in the end, and one that always fails gets one row that
// says so.
TEST(Sweep, AFailingTrialIsTriedAgain) {
  const auto trials = make_trials(12);
  const std::string recovers = trials[3].key, fails = trials[8].key;
  std::atomic<int> recovering{0}, failing{0};
  const auto runner = [&](const Bundle& bundle, const TrainingHooks& hooks) {
    const std::string& key = bundle.trials.front().key;
    if (key == recovers && ++recovering <= 2) throw std::runtime_error("not yet");
    if (key == fails && ++failing > 0) throw std::runtime_error("never");
    return fake_runner(bundle, hooks);
  };
  FakeSink sink;
  SweepPolicy policy;
  policy.retries = 2;
  const auto summary = sweep(sink, trials, on(2, runner), never, {}, 1, policy);
  EXPECT_EQ(summary.done, 11);
  EXPECT_EQ(summary.failed, 1);
  EXPECT_EQ(recovering, 3);
  EXPECT_EQ(failing, 3);
  for (const Trial& trial : trials) {
    const TrialResult& result = sink.outcomes.at(trial.key).result;
    EXPECT_EQ(sink.rows[trial.key], 1);
    EXPECT_EQ(result.status, trial.key == fails ? status::kFailed : status::kDone);
  }
  EXPECT_EQ(sink.outcomes.at(fails).result.reason, "never");
}

// Stopped midway and run again with the finished keys: each trial has one row in total.
TEST(Sweep, AnInterruptedSweepIsCompletedByTheNext) {
  const auto trials = make_trials(60);
  std::atomic<int> trained{0};
  std::atomic<bool> stop{false};
  const auto runner = [&](const Bundle& bundle, const TrainingHooks& hooks) {
    if (++trained < 5) return fake_runner(bundle, hooks);
    stop = true;
    while (!hooks.should_stop()) std::this_thread::yield();
    throw Interrupted();
  };
  FakeSink first;
  const auto interrupted = sweep(first, trials, on(3, runner), [&] { return stop.load(); });
  EXPECT_TRUE(interrupted.interrupted);
  EXPECT_LT(first.rows.size(), 60u);
  EXPECT_GT(first.rows.size(), 0u);

  std::unordered_set<std::string> kept;
  for (const auto& [key, rows] : first.rows) kept.insert(key);
  FakeSink second;
  const auto summary = sweep(second, trials, on(2, fake_runner), never, kept);
  EXPECT_FALSE(summary.interrupted);
  EXPECT_EQ(first.rows.size() + second.rows.size(), 60u);
  for (const Trial& trial : trials) EXPECT_EQ(first.rows.count(trial.key) + second.rows.count(trial.key), 1u);
}

// The worker is in the middle of a bundle when rank 0 has to give up.
TEST(Sweep, DismissedWorkersInterruptTheirTraining) {
  const auto ranks = make_thread_communicators(2);
  send(*ranks[0], 1, message::Assignment{1, make_bundles(make_trials(1), 1).front()});
  const auto runner = [](const Bundle&, const TrainingHooks& hooks) -> std::vector<TrialOutcome> {
    while (!hooks.should_stop()) std::this_thread::yield();
    throw Interrupted();
  };
  std::thread worker([&] { work(*ranks[1], runner); });
  Lifeline line(*ranks[0]);
  EXPECT_TRUE(dismiss_workers(line, {}).empty());
  worker.join();
}

// One of three ranks lacks what training needs; it would otherwise run through the whole sweep in no time.
TEST(Sweep, ARankOnWhichEverythingFailsSpoilsNoTrial) {
  const auto trials = make_trials(40);
  const auto fails = [](const Bundle&, const TrainingHooks&) -> std::vector<TrialOutcome> {
    throw std::runtime_error("the library is missing");
  };
  FakeSink sink;
  const auto summary = sweep(sink, trials, {fails, fake_runner, fails});
  EXPECT_EQ(summary.done, 40);
  EXPECT_EQ(summary.failed, 0);
  EXPECT_EQ(sink.asides.count(2), 0u);
}

TEST(Sweep, ARankThatCannotTrainStandsAside) {
  const auto trials = make_trials(40);
  const auto unusable = [](const Bundle&, const TrainingHooks&) -> std::vector<TrialOutcome> {
    throw UnusableRank("there is no file data.amat");
  };
  FakeSink sink;
  const auto summary = sweep(sink, trials, {unusable, fake_runner});
  EXPECT_EQ(summary.done, 40);
  EXPECT_EQ(sink.asides, (std::map<int, std::string>{{1, "there is no file data.amat"}}));
}

// What a runner keeps to resume may go only once the rows are durable.
TEST(Sweep, RunnersAreToldWhatIsRecorded) {
  const auto trials = make_trials(20);
  std::set<std::string> recorded;
  Runner runner = fake_runner;
  FakeSink sink;
  runner.recorded = [&](const Bundle& bundle) {
    for (const Trial& trial : bundle.trials) {
      EXPECT_EQ(sink.rows.count(trial.key), 1u);
      recorded.insert(trial.key);
    }
  };
  sweep(sink, trials, {runner});
  EXPECT_EQ(recorded.size(), 20u);
}

}  // namespace
}  // namespace friendly
