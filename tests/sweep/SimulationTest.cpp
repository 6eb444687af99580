#include <gtest/gtest.h>

#include "comm/ThreadCommunicator.hpp"
#include "sweep/Bundling.hpp"
#include "sweep/Coordinator.hpp"
#include "sweep/Fixtures.hpp"
#include "sweep/Simulation.hpp"

namespace friendly {
namespace {

Bundle one_trial(std::int64_t id, std::int64_t epochs) {
  return {id, {make_trial(0.1 * static_cast<double>(id), 1, epochs)}};
}

// 9, 7, 5 and 4 epochs on two workers, a second per epoch: 9 and 7 start first, 5 at 7 s, 4 at 9 s; the end
// is at 13 s.
TEST(Simulation, HandWorkedCase) {
  const auto seconds = [](const Bundle& b) { return static_cast<double>(b.trials.front().spec.epochs); };
  const auto sweep =
      simulate(Scheduler({one_trial(1, 4), one_trial(2, 9), one_trial(3, 5), one_trial(4, 7)}), 2, seconds);
  ASSERT_EQ(sweep.hand_outs.size(), 4u);
  const std::int64_t order[] = {2, 4, 3, 1};
  const int workers[] = {1, 2, 2, 1};
  const double starts[] = {0, 0, 7, 9};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(sweep.hand_outs[i].bundle, order[i]);
    EXPECT_EQ(sweep.hand_outs[i].worker, workers[i]);
    EXPECT_EQ(sweep.hand_outs[i].start, starts[i]);
  }
  EXPECT_EQ(sweep.seconds, 13);
  EXPECT_DOUBLE_EQ(sweep.utilisation, 25.0 / 26);
}

// Four settings of two runs, a second a trial: two seconds for all first runs, one for the second runs of
// two.
TEST(Simulation, OfARaceTrainsWhoGoesOn) {
  std::vector<Trial> trials;
  for (const double rate : {0.1, 0.2, 0.3, 0.4})
    for (const std::int64_t run : {1, 2}) trials.push_back(make_trial(rate, run));
  const auto higher_rates_are_better = [](const Trial& trial) { return trial.spec.lr_clf; };
  const auto sweep = simulate(
      Scheduler({}), 2, [](const Bundle&) { return 1.0; }, {make_races("grid", {}, trials), trials, 1, 100},
      higher_rates_are_better);
  ASSERT_EQ(sweep.hand_outs.size(), 6u);
  EXPECT_EQ(sweep.hand_outs[3].bundle, 104);
  EXPECT_EQ(sweep.hand_outs[4].bundle, 105) << "behind the four of the first rung";
  EXPECT_EQ(sweep.hand_outs[4].start, 2);
  EXPECT_EQ(sweep.seconds, 3);
  EXPECT_EQ(sweep.utilisation, 1);
}

TEST(Simulation, WorkersBeyondTheNumberOfBundlesStayIdle) {
  const auto sweep = simulate(Scheduler({one_trial(1, 4)}), 4, [](const Bundle&) { return 2.0; });
  EXPECT_EQ(sweep.hand_outs.size(), 1u);
  EXPECT_DOUBLE_EQ(sweep.utilisation, 0.25);
}

// The real coordinator, whose workers report the same durations in the order in which they would finish,
// hands out bundles as the simulation did.
TEST(Simulation, TheCoordinatorHandsOutInTheSameOrder) {
  constexpr int workers = 3;
  const auto bundles = make_bundles(make_trials(40), 3);
  const auto recorded = [](const Bundle& b) { return 1.0 + static_cast<double>((b.id * 37) % 11) / 8; };
  const auto simulated = simulate(Scheduler(bundles), workers, recorded);

  auto ranks = make_thread_communicators(workers + 1);
  FakeSink sink;
  FakeLine line(*ranks[0]);
  Coordinator coordinator(line, bundles, {}, {}, sink);
  const auto step = [&] { coordinator.step(std::chrono::milliseconds(0)); };
  struct Run {
    double end;
    const Bundle* bundle;
    std::int64_t hand_out;
  };
  std::map<int, Run> running;  // by worker
  const auto take = [&](int worker, double now) {
    auto message = ranks[static_cast<std::size_t>(worker)]->poll();
    while (message && message->kind == "recorded") message = ranks[static_cast<std::size_t>(worker)]->poll();
    if (!message || message->kind != "bundle") return;
    const auto assigned = std::get<message::Assignment>(from_coordinator(*message));
    for (const Bundle& bundle : bundles)
      if (bundle.id == assigned.bundle.id)
        running[worker] = {now + recorded(bundle), &bundle, assigned.hand_out};
  };
  for (int worker = 1; worker <= workers; ++worker) {
    ranks[static_cast<std::size_t>(worker)]->send(0, "ready", nullptr);
    step();
    take(worker, 0);
  }
  while (!running.empty()) {
    auto first = running.begin();
    for (auto it = running.begin(); it != running.end(); ++it)
      if (it->second.end < first->second.end) first = it;
    const int worker = first->first;
    const auto [end, bundle, hand_out] = first->second;
    running.erase(first);
    send(*ranks[static_cast<std::size_t>(worker)], 0,
         message::Finished{hand_out, recorded(*bundle),
                           std::vector<TrialOutcome>(bundle->trials.size(), TrialOutcome{})});
    step();
    take(worker, end);
  }
  std::vector<FakeSink::Event> expected;
  for (const auto& item : simulated.hand_outs) expected.emplace_back(item.bundle, item.worker);
  EXPECT_EQ(sink.starts, expected);
}

}  // namespace
}  // namespace friendly
