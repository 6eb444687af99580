#include "app/SweepRanks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <thread>

#include "app/SweepClassifiers.hpp"
#include "app/SweepSetup.hpp"
#include "comm/JoinedCommunicator.hpp"
#include "comm/Lifeline.hpp"
#include "comm/ThreadCommunicator.hpp"
#include "core/AtomicFile.hpp"
#include "core/Error.hpp"
#include "core/Log.hpp"
#include "core/TerminalText.hpp"
#include "results/MeasuredArrays.hpp"
#include "results/ResultSink.hpp"
#include "sweep/Bundling.hpp"
#include "sweep/Coordinator.hpp"
#include "sweep/Worker.hpp"
#include "system/LocalLaunch.hpp"
#include "system/Memory.hpp"
#include "system/Signals.hpp"
#include "train/ClassifierFolder.hpp"
#include "train/DeviceFault.hpp"

namespace friendly {
namespace {

/// The sweep as rank 0 sees it, ready to be coordinated.
struct PreparedSweep {
  SweepPlan plan;
  std::vector<Bundle> bundles;  // of the trials that do not race
  Racing racing;
  SweepInfo info;
};

PreparedSweep prepare(const SweepOptions& options) {
  PreparedSweep sweep;
  sweep.plan = load_plan(options.file, options.overrides);
  ensure_writable(options.output);  // before the data are loaded, which may take long
  const std::string classifiers = classifiers_path(options.output);
  if (options.saves_classifiers && std::filesystem::exists(classifiers))
    ensure_writable(classifiers + "/classifier");
  SweepBundles bundles = bundle_trials(sweep.plan, options.bundle, options.datasets->folders());
  sweep.info = prepare_info(sweep.plan, bundles.all(), options.bundle, options.command_line, options.device,
                            *options.datasets);
  sweep.info.points_without_data = bundles.points_without_data;
  sweep.racing = std::move(bundles.races.racing);
  sweep.bundles = std::move(bundles.plain);
  spdlog::debug("LibTorch {}, matrix products by {}, {}", sweep.info.libtorch, sweep.info.blas,
                sweep.info.devices);
  return sweep;
}

void keep_points(Journal::Opened& journal, const SweepPlan& plan) {
  journal.keep_points(plan.trials);
  if (const std::size_t dropped = journal.contents.dropped.size(); dropped > 0)
    spdlog::warn("{} finished {} no longer in {}: kept in the journal, omitted from the results", dropped,
                 dropped == 1 ? "trial is" : "trials are", plan.file);
}

bool has_failures(const std::vector<RowSummary>& rows) {
  return std::any_of(rows.begin(), rows.end(),
                     [](const RowSummary& row) { return status::is_failure(row.status); });
}

// A trial that left a race which exists no more, as the sweep has grown, may yet be trained; one that failed
// in a race in which it has left already changes nothing any more.
bool is_final(const RowSummary& row, const Races& races, bool retry_failed) {
  if (row.status == status::kPruned) return races.has_left(row.key);
  return row.status == status::kDone || !retry_failed || races.has_left(row.key);
}

void replay_scores(const std::vector<Trial>& trials, ResultSink& sink, Races& races) {
  for (const Trial& trial : trials) {
    if (!races.has(trial.key)) continue;
    if (const auto row = sink.recorded(trial.key, races.pause()))
      races.record(trial.key, score_of({row->result, row->epochs}));
  }
}

int report(const SweepOptions& options, const ResultSink& sink, const SweepSummary& summary, bool has_races) {
  const Progress& progress = sink.progress();
  if (!summary.nobody_trains.empty()) {
    std::cerr << fmt::format("friendly: no rank trains: {}\n", summary.nobody_trains);
    return kUsage;
  }
  if (summary.interrupted) {
    std::cerr << fmt::format(
        "stopped with {} of {} left; to resume{}:\n  {}\n",
        progress.points - progress.ended() - progress.no_data, counted(progress.points, "trial"),
        options.resuming_line.rfind("mpirun", 0) == 0 ? ", with mpirun's other options" : "",
        options.resuming_line);
    return kInterrupted;
  }
  std::cerr << fmt::format("results: {}\n", options.output);
  if (progress.failed > 0)
    std::cerr << fmt::format("{} failed: `friendly status {}` says why, --retry failed trains {} again{}\n",
                             counted(progress.failed, "trial"), options.output,
                             progress.failed == 1 ? "it" : "them",
                             has_races ? ", but what races have decided stays decided" : "");
  if (progress.no_data > 0)
    std::cerr << fmt::format(
        "{} not trained for want of data; with the data there, the same command trains {}\n",
        counted(progress.no_data, "trial"), progress.no_data == 1 ? "it" : "them");
  return progress.failed > 0 ? kSomeFailed : kAllDone;
}

// Every trial that has data has its row, so nothing will be resumed. Workers may be removing files at the
// same time, and a rank that was halted may yet leave one behind.
void remove_spent(const std::string& folder) {
  constexpr int tries = 5;
  std::error_code gone_already;
  for (int i = 0; i < tries && std::filesystem::exists(folder); ++i)
    std::filesystem::remove_all(folder, gone_already);
}

SweepEnding prepare_and_coordinate(const SweepOptions& options, LiveCommunicator& communicator) {
  PreparedSweep sweep = prepare(options);
  auto journal = Journal::open(options.output, sweep.info, options.open_mode);
  keep_points(journal, sweep.plan);
  if (options.retry_failed && !has_failures(journal.contents.rows))
    spdlog::warn("no trial has failed: --retry failed changes nothing");
  auto measured = measured_arrays(journal.contents.rows, sweep.bundles);
  Races& races = sweep.racing.races;
  for (const Decision& decision : journal.contents.decisions) races.replay(decision);
  ResultSink sink(options.output, sweep.plan.trials, std::move(journal), terminal_columns(),
                  [&](const RowSummary& row) { return is_final(row, races, options.retry_failed); });
  replay_scores(sweep.plan.trials, sink, races);
  if (options.open_mode == Journal::OpenMode::restart) std::filesystem::remove_all(options.checkpoints());
  Coordinator coordinator(communicator, sweep.bundles, sink.finished_keys(), sink.histories(), sink,
                          options.policy, std::move(sweep.racing));
  for (const MeasuredArray& array : measured) coordinator.learn(array.bundle, array.seconds);
  measured = {};
  const SweepSummary summary = coordinator.run(stop_was_requested);
  sink.close(stop_was_requested);
  const int status = report(options, sink, summary, !sweep.plan.races.empty());
  if (!summary.interrupted) {
    remove_spent(options.checkpoints());
    if (options.saves_classifiers) keep_winners(options.output, options.training_line);
  }
  return {status, summary.silent.empty()};
}

}  // namespace

SweepEnding coordinate_sweep(const SweepOptions& options, Communicator& line) {
  // Before anything that may take long: the others must know that this rank is alive.
  Lifeline communicator(line, options.heartbeat);
  try {
    return prepare_and_coordinate(options, communicator);
  } catch (const std::exception& error) {
    std::cerr << "friendly: " << reason_of(error) << "\n";
    const auto silent = dismiss_workers(communicator, options.policy);
    return {is_out_of_memory(error) ? kInterrupted : kUsage, silent.empty()};
  }
}

bool work_in_sweep(const SweepOptions& options, Communicator& line, const MachinePlace& place) {
  Lifeline communicator(line, options.heartbeat);
  ClassifierFolder classifiers(classifiers_path(options.output));
  std::shared_ptr<BundleRunner> trainer;
  try {
    trainer = std::make_shared<BundleRunner>(options.runner(place));
    if (options.saves_classifiers) trainer->observer = &classifiers;
    probe(trainer->device);
  } catch (const UserError& error) {
    return Worker(communicator, {}, options.patience()).stand_aside(error.what());
  } catch (const UnusableRank& error) {
    return Worker(communicator, {}, options.patience()).stand_aside(error.what());
  }
  Runner runner = [trainer](const Bundle& bundle, const TrainingHooks& hooks) {
    return (*trainer)(bundle, hooks);
  };
  runner.recorded = [trainer](const Bundle& bundle) { trainer->recorded(bundle); };
  return Worker(communicator, runner, options.patience()).run();
}

SweepEnding coordinate_and_train(const SweepOptions& options, Communicator& world,
                                 const MachinePlace& place) {
  auto pair = make_thread_communicators(2);
  JoinedCommunicator all(world, *pair[0]);
  std::thread worker([&] { work_in_sweep(options, *pair[1], place); });
  const SweepEnding ending = coordinate_sweep(options, all);
  worker.join();
  return ending;
}

int sweep_alone(const SweepOptions& options) {
  auto ranks = make_thread_communicators(2);
  std::thread worker([&] { work_in_sweep(options, *ranks[1], {}); });
  const int status = coordinate_sweep(options, *ranks[0]).status;
  worker.join();
  return status;
}

}  // namespace friendly
