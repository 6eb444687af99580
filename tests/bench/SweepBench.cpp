// How many trials per second a coordinator hands out and stores, each synced before it counts, if training
// takes no time: 4 workers in threads, the journal in the temporary folder. README.md in this folder has
// results.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "comm/Lifeline.hpp"
#include "comm/ThreadCommunicator.hpp"
#include "core/Stopwatch.hpp"
#include "results/ResultSink.hpp"
#include "sweep/Bundling.hpp"
#include "sweep/Coordinator.hpp"
#include "sweep/Worker.hpp"

namespace friendly {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kTrials = 20000;
constexpr std::size_t kWorkers = 4;

std::vector<Trial> make_trials() {
  std::vector<Trial> trials;
  TrialSpec spec = default_spec("ct", "ff");
  for (std::int64_t i = 0; i < kTrials; ++i) {
    spec.lr_clf = 1e-6 * static_cast<double>(i + 1);
    trials.push_back({trial_key(spec), "grid", spec});
  }
  return trials;
}

std::vector<TrialOutcome> train_nothing(const Bundle& bundle, const TrainingHooks& hooks) {
  std::vector<TrialOutcome> outcomes(bundle.trials.size());
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    hooks.on_epoch(i, {});
    outcomes[i].epochs.emplace_back();
  }
  return outcomes;
}

/// Seconds until the last trial is synced and all workers have ended; writing the final result file not
/// included.
double seconds_of(const std::vector<Trial>& trials, std::int64_t capacity, const std::string& file) {
  const SweepInfo info = describe_sweep(trials, capacity);
  const auto bundles = make_bundles(trials, capacity);
  ResultSink sink(file, trials, Journal::open(file, info, Journal::OpenMode::restart), false);
  const auto ranks = make_thread_communicators(static_cast<int>(kWorkers) + 1);
  const Stopwatch watch;
  std::vector<std::thread> workers;
  for (std::size_t rank = 1; rank <= kWorkers; ++rank)
    workers.emplace_back([&, rank] {
      Lifeline line(*ranks[rank]);
      Worker(line, train_nothing).run();
    });
  Lifeline line(*ranks[0]);
  Coordinator(line, bundles, {}, {}, sink).run([] { return false; });
  for (std::thread& worker : workers) worker.join();
  return watch.seconds();
}

void hand_out(benchmark::State& state) {
  const std::vector<Trial> trials = make_trials();
  const fs::path folder = fs::temp_directory_path() / ("sweep_bench." + std::to_string(::getpid()));
  fs::create_directories(folder);
  for (auto _ : state) state.SetIterationTime(seconds_of(trials, state.range(0), folder / "results.h5"));
  fs::remove_all(folder);
  state.SetItemsProcessed(state.iterations() * kTrials);
}

BENCHMARK(hand_out)->ArgName("bundle")->Arg(8)->Arg(1)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace friendly

BENCHMARK_MAIN();
