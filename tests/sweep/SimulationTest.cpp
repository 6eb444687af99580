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
  Coordinator coordinator(*ranks[0], bundles, {}, sink, {1e6, [] { return 0.0; }});
  const auto step = [&] { coordinator.step(std::chrono::milliseconds(0)); };
  std::map<int, std::pair<double, const Bundle*>> running;  // by worker: end and bundle
  const auto take = [&](int worker, double now) {
    const auto message = ranks[static_cast<std::size_t>(worker)]->poll();
    if (!message || message->kind != "bundle") return;
    for (const Bundle& bundle : bundles)
      if (bundle.id == message->body.at("id")) running[worker] = {now + recorded(bundle), &bundle};
  };
  for (int worker = 1; worker <= workers; ++worker) {
    ranks[static_cast<std::size_t>(worker)]->send(0, "ready", nullptr);
    step();
    take(worker, 0);
  }
  while (!running.empty()) {
    auto first = running.begin();
    for (auto it = running.begin(); it != running.end(); ++it)
      if (it->second.first < first->second.first) first = it;
    const int worker = first->first;
    const auto [end, bundle] = first->second;
    running.erase(first);
    auto list = nlohmann::json::array();
    for (std::size_t i = 0; i < bundle->trials.size(); ++i) list.push_back(to_json(TrialOutcome{}));
    ranks[static_cast<std::size_t>(worker)]->send(
        0, "finished", {{"bundle", bundle->id}, {"seconds", recorded(*bundle)}, {"outcomes", list}});
    step();
    take(worker, end);
  }
  std::vector<FakeSink::Event> expected;
  for (const auto& item : simulated.hand_outs) expected.emplace_back(item.bundle, item.worker);
  EXPECT_EQ(sink.starts, expected);
}

}  // namespace
}  // namespace friendly
