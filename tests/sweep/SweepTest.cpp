// Coordinator and workers together, each worker in a thread.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "comm/ThreadCommunicator.hpp"
#include "core/Interrupted.hpp"
#include "sweep/Bundling.hpp"
#include "sweep/Coordinator.hpp"
#include "sweep/Fixtures.hpp"

namespace friendly {
namespace {

constexpr auto never = [] { return false; };

SweepSummary sweep(FakeSink& sink, const std::vector<Trial>& trials, int workers, const Runner& runner,
                   const std::function<bool()>& stop_requested = never,
                   const std::unordered_set<std::string>& finished = {}) {
  const auto ranks = make_thread_communicators(workers + 1);
  std::vector<std::thread> threads;
  for (int rank = 1; rank <= workers; ++rank)
    threads.emplace_back(
        [&, rank] { EXPECT_TRUE(Worker(*ranks[static_cast<std::size_t>(rank)], runner).run()); });
  const auto summary = Coordinator(*ranks[0], make_bundles(trials, 4), finished, sink).run(stop_requested);
  for (auto& thread : threads) thread.join();
  return summary;
}

/// A result without what depends on which rank trained it.
nlohmann::json numbers(TrialOutcome outcome) {
  outcome.result.rank = 0;
  return to_json(outcome);
}

TEST(Sweep, TrainsEveryTrialOnceWithEqualNumbersOnAnyNumberOfWorkers) {
  const auto trials = make_trials(60);
  FakeSink reference;
  sweep(reference, trials, 1, fake_runner);
  for (int workers = 1; workers <= 7; ++workers) {
    FakeSink sink;
    const auto summary = sweep(sink, trials, workers, fake_runner);
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
  EXPECT_EQ(sweep(sink, trials, 3, fake_runner).done, 10);
  for (const auto& [key, rows] : sink.rows) EXPECT_EQ(rows, 1);
}

TEST(Sweep, AFailingBundleDoesNotStopTheOthers) {
  const auto trials = make_trials(40);
  const auto fails = [](const Trial& trial) { return trial.spec.epochs == 3; };
  FakeSink sink;
  const auto summary = sweep(sink, trials, 3, [&](const Bundle& bundle, const TrainingHooks& hooks) {
    if (fails(bundle.trials.front())) throw std::runtime_error("no memory");
    return fake_runner(bundle, hooks);
  });
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
  const auto ranks = make_thread_communicators(3);
  std::vector<std::thread> threads;
  for (std::size_t rank : {1, 2})
    threads.emplace_back([&, rank] { EXPECT_TRUE(Worker(*ranks[rank], runner).run()); });
  FakeSink sink;
  const auto summary = Coordinator(*ranks[0], make_bundles(trials, 1), {}, sink, {}, 3, 2).run(never);
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(summary.done, 11);
  EXPECT_EQ(summary.failed, 1);
  EXPECT_EQ(recovering, 3);
  EXPECT_EQ(failing, 3);
  for (const Trial& trial : trials) {
    const TrialResult& result = sink.outcomes.at(trial.key).result;
    EXPECT_EQ(sink.rows[trial.key], 1);
    EXPECT_EQ(result.status, trial.key == fails ? status::kFailed : status::kDone);
    EXPECT_EQ(result.attempts, trial.key == fails || trial.key == recovers ? 3 : 1);
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
  const auto interrupted = sweep(first, trials, 3, runner, [&] { return stop.load(); });
  EXPECT_TRUE(interrupted.interrupted);
  EXPECT_LT(first.rows.size(), 60u);
  EXPECT_GT(first.rows.size(), 0u);

  std::unordered_set<std::string> kept;
  for (const auto& [key, rows] : first.rows) kept.insert(key);
  FakeSink second;
  const auto summary = sweep(second, trials, 2, fake_runner, never, kept);
  EXPECT_FALSE(summary.interrupted);
  EXPECT_EQ(first.rows.size() + second.rows.size(), 60u);
  for (const Trial& trial : trials) EXPECT_EQ(first.rows.count(trial.key) + second.rows.count(trial.key), 1u);
}

// The worker is in the middle of a bundle when rank 0 has to give up.
TEST(Sweep, DismissedWorkersInterruptTheirTraining) {
  const auto ranks = make_thread_communicators(2);
  ranks[0]->send(1, "bundle", to_json(make_bundles(make_trials(1), 1).front()));
  const auto runner = [](const Bundle&, const TrainingHooks& hooks) -> std::vector<TrialOutcome> {
    while (!hooks.should_stop()) std::this_thread::yield();
    throw Interrupted();
  };
  std::thread worker([&] { EXPECT_TRUE(Worker(*ranks[1], runner).run()); });
  EXPECT_TRUE(dismiss_workers(*ranks[0], {}).empty());
  worker.join();
}

}  // namespace
}  // namespace friendly
