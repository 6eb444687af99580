#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "comm/Lifeline.hpp"
#include "comm/ThreadCommunicator.hpp"
#include "core/Interrupted.hpp"
#include "sweep/Bundling.hpp"
#include "sweep/Coordinator.hpp"
#include "sweep/Fixtures.hpp"
#include "sweep/Racing.hpp"

namespace friendly {
namespace {

/// What a journal would keep, over all starts.
struct RaceSink : FakeSink {
  void finished(const Trial& trial, const TrialOutcome& outcome) override {
    FakeSink::finished(trial, outcome);
    kept[trial.key] = outcome;
  }
  void paused(const Trial& trial, const TrialOutcome& outcome) override {
    FakeSink::paused(trial, outcome);
    kept[trial.key] = outcome;
  }
  void will_spare(double epochs) override { spared.push_back(epochs); }
  std::map<std::string, TrialOutcome> kept;  // by key
  std::vector<double> spared;
};

/// As fake_runner(), pausing where the bundle says.
std::vector<TrialOutcome> race_runner(const Bundle& bundle, const TrainingHooks& hooks) {
  auto outcomes = fake_runner(bundle, hooks);
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    TrialResult& result = outcomes[i].result;
    result.best_val_acc = fake_accuracy(bundle.trials[i]);
    if (bundle.epochs == 0) continue;
    result.status = status::kPaused;
    result.epochs_done = bundle.epochs;
    outcomes[i].epochs.resize(static_cast<std::size_t>(bundle.epochs));
  }
  return outcomes;
}

/// A sweep of trials that race and others that do not.
struct RacingSweep {
  std::vector<Trial> trials;
  std::vector<Bundle> plain;
  std::vector<Race> races;
  std::int64_t capacity = 4;

  Racing racing() const { return {races, trials, capacity, static_cast<std::int64_t>(trials.size())}; }
};

RacingSweep make_sweep(const Halving& halving, int settings, std::int64_t epochs = 8) {
  RacingSweep sweep;
  for (int c = 0; c < settings; ++c)
    for (int run = 1; run <= 3; ++run) sweep.trials.push_back(make_trial(1e-3 * (c + 1), run, epochs));
  sweep.races = make_races("grid", halving, sweep.trials);
  const auto others = make_trials(6);
  sweep.plain = make_bundles(others, sweep.capacity);
  sweep.trials.insert(sweep.trials.end(), others.begin(), others.end());
  return sweep;
}

Halving over_epochs() {
  return {Halving::Over::epochs, 0.5, {2, 4}};
}

/// One start: goes on from what `sink` has.
SweepSummary start(
    const RacingSweep& sweep, RaceSink& sink, int workers, const Runner& runner,
    const std::function<bool()>& stop_requested = [] { return false; }) {
  const auto ranks = make_thread_communicators(workers + 1);
  std::vector<std::thread> threads;
  for (int i = 1; i <= workers; ++i)
    threads.emplace_back([&, i] {
      Lifeline line(*ranks[static_cast<std::size_t>(i)]);
      Worker(line, runner).run();
    });
  Lifeline line(*ranks[0]);
  std::unordered_set<std::string> finished;
  for (const auto& [key, count] : sink.rows) finished.insert(key);
  Racing racing = sweep.racing();
  for (const Decision& decision : sink.decisions) racing.races.replay(decision);
  for (const auto& [key, outcome] : sink.kept) racing.races.record(key, score_of(outcome));
  const auto summary =
      Coordinator(line, sweep.plain, finished, {}, sink, {}, std::move(racing)).run(stop_requested);
  for (auto& thread : threads) thread.join();
  return summary;
}

/// Decisions by race and rung, and how every trial ended.
nlohmann::json course(const RaceSink& sink) {
  nlohmann::json course;
  for (const Decision& decision : sink.decisions)
    course[decision.id][std::to_string(decision.rung)] = to_json(decision);
  for (const auto& [key, outcome] : sink.outcomes) course["outcomes"][key] = outcome.result.best_val_acc;
  for (const auto& [key, reason] : sink.reasons) course["reasons"][key] = reason;
  return course;
}

TEST(Racing, TheBundlesOfARungHaveIdsOfTheirOwn) {
  const RacingSweep sweep = make_sweep({}, 6);
  Racing racing = sweep.racing();
  const auto first = racing.begun();
  ASSERT_EQ(first.size(), 2u);
  EXPECT_EQ(first[0].id, 25) << "24 trials in all";
  EXPECT_EQ(first[1].id, 26);
  for (const Bundle& bundle : first)
    for (const Trial& trial : bundle.trials) racing.races.record(trial.key, {0, fake_accuracy(trial)});
  racing.races.decide();
  const auto second = racing.begun();
  ASSERT_EQ(second.size(), 1u);
  EXPECT_EQ(second[0].id, 31) << "behind the six that the first rung could have had";
}

TEST(Racing, ARungOverEpochsSaysFromWhereToWhere) {
  Racing racing = make_sweep(over_epochs(), 4).racing();
  for (const std::int64_t epochs : {2, 4, 0}) {
    const auto bundles = racing.begun();
    ASSERT_FALSE(bundles.empty());
    EXPECT_EQ(bundles[0].epochs, epochs);
    EXPECT_EQ(bundles[0].trained_before, epochs == 2 ? 0 : epochs == 4 ? 2 : 4);
    for (const Bundle& bundle : bundles)
      for (const Trial& trial : bundle.trials) racing.races.record(trial.key, {epochs, fake_accuracy(trial)});
    racing.races.decide();
  }
  EXPECT_TRUE(racing.races.are_over());
}

class AnyRace : public ::testing::TestWithParam<bool> {
 protected:
  const RacingSweep sweep_ = make_sweep(GetParam() ? over_epochs() : Halving{}, 9);
};

TEST_P(AnyRace, EndsEqualOnAnyNumberOfRanks) {
  RaceSink reference;
  const auto summary = start(sweep_, reference, 1, race_runner);
  EXPECT_FALSE(summary.interrupted);
  EXPECT_EQ(summary.failed, 0);
  EXPECT_EQ(reference.rows.size(), sweep_.trials.size()) << "pruned trials have rows too";
  EXPECT_EQ(reference.decisions.size(), 2u);
  // Nine settings, then five, then three; the one with the lowest rate is the best (fake_accuracy).
  EXPECT_EQ(reference.decisions[1].places.size(), 5u);
  EXPECT_EQ(reference.decisions[1].going_on(), 3);
  EXPECT_EQ(reference.decisions[1].places[0].key, sweep_.trials[0].key);
  EXPECT_EQ(summary.done, 6 + (GetParam() ? 9 : 9 + 5 + 3));
  // Of trials of eight epochs: four settings leave, then two.
  const std::vector<double> over_epochs = {(4 * 6 + 2 * 4) * 3, 2 * 4 * 3, 0};
  const std::vector<double> over_run = {(4 * 2 + 2) * 8, 2 * 8, 0};
  EXPECT_EQ(reference.spared, GetParam() ? over_epochs : over_run);
  for (const int workers : {2, 3, 5}) {
    RaceSink sink;
    start(sweep_, sink, workers, race_runner);
    for (const auto& [key, rows] : sink.rows) EXPECT_EQ(rows, 1);
    EXPECT_EQ(course(sink), course(reference)) << workers << " workers";
  }
}

TEST_P(AnyRace, EndsEqualHoweverOftenItIsInterrupted) {
  RaceSink reference;
  start(sweep_, reference, 1, race_runner);
  for (int patience = 1; patience <= 8; ++patience) {
    RaceSink sink;
    int starts = 0;
    bool is_interrupted = true;
    while (is_interrupted) {
      std::atomic<int> trained{0};
      const auto runner = [&](const Bundle& bundle, const TrainingHooks& hooks) {
        if (++trained <= patience) return race_runner(bundle, hooks);
        while (!hooks.should_stop()) std::this_thread::yield();
        throw Interrupted();
      };
      is_interrupted = start(sweep_, sink, 2, Runner(runner), [&] { return trained > patience; }).interrupted;
      ASSERT_LT(++starts, 30);
    }
    EXPECT_GT(starts, patience < 5 ? 2 : 1);
    EXPECT_EQ(course(sink), course(reference)) << patience << " bundles a start";
    for (const auto& [key, rows] : sink.rows) EXPECT_EQ(rows, 1);
  }
}

TEST_P(AnyRace, AFailedTrialTakesItsSettingOutOfTheRace) {
  const std::string bad = sweep_.trials[0].key;  // of the setting that would win
  const auto runner = [&](const Bundle& bundle, const TrainingHooks& hooks) {
    auto outcomes = race_runner(bundle, hooks);
    for (std::size_t i = 0; i < outcomes.size(); ++i)
      if (bundle.trials[i].key == bad) outcomes[i].result.status = status::kDiverged;
    return outcomes;
  };
  RaceSink sink;
  const auto summary = start(sweep_, sink, 2, Runner(runner));
  EXPECT_EQ(summary.failed, 1);
  EXPECT_FALSE(summary.interrupted);
  EXPECT_EQ(sink.decisions[0].places.back().key, bad);
  EXPECT_EQ(sink.decisions[1].places[0].key, sweep_.trials[3].key) << "the next setting wins";
  EXPECT_EQ(sink.outcomes.at(bad).result.status, status::kDiverged) << "its row says what happened to it";
  EXPECT_EQ(sink.reasons.at(sweep_.trials[1].key).substr(0, 10), "left after");
}

INSTANTIATE_TEST_SUITE_P(Halving, AnyRace, ::testing::Bool(),
                         [](const auto& parameter) { return parameter.param ? "OverEpochs" : "OverRuns"; });

TEST(Racing, NothingIsDecidedBeforeTheScoresAreDurable) {
  const RacingSweep sweep = make_sweep({}, 2);
  const auto ranks = make_thread_communicators(2);
  FakeLine line(*ranks[0]);
  RaceSink sink;
  Coordinator coordinator(line, {}, {}, {}, sink, {}, sweep.racing());
  const auto report = [&](std::int64_t hand_out, std::size_t trials) {
    std::vector<TrialOutcome> outcomes(trials);
    for (TrialOutcome& outcome : outcomes) outcome.result.best_val_acc = 0.5;
    send(*ranks[1], 0, message::Finished{hand_out, 1, outcomes});
  };
  send(*ranks[1], 0, message::Ready{});
  coordinator.step(std::chrono::milliseconds(0));
  sink.is_durable = false;
  report(1, 2);
  coordinator.step(std::chrono::milliseconds(0));
  coordinator.step(std::chrono::milliseconds(0));
  EXPECT_TRUE(sink.decisions.empty());
  sink.is_durable = true;
  coordinator.step(std::chrono::milliseconds(0));
  EXPECT_EQ(sink.decisions.size(), 1u);
  ASSERT_EQ(sink.starts.size(), 2u) << "the next rung is handed out at once";
}

TEST(Racing, TenThousandSettingsRaceThroughTrialsThatTrainNothing) {
  RacingSweep sweep;
  sweep.capacity = 100;
  for (int c = 0; c < 10000; ++c)
    for (int run = 1; run <= 3; ++run) sweep.trials.push_back(make_trial(1e-4 * (c + 1), run, 1));
  sweep.races = make_races("grid", {}, sweep.trials);
  RaceSink sink;
  const auto summary = start(sweep, sink, 3, race_runner);
  EXPECT_EQ(summary.done, 10000 + 5000 + 2500);
  EXPECT_EQ(sink.rows.size(), 30000u);
  EXPECT_EQ(sink.decisions[1].places[0].key, sweep.trials[0].key);
}

}  // namespace
}  // namespace friendly
