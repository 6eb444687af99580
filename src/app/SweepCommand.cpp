#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <thread>

#include "app/Commands.hpp"
#include "app/SweepOptions.hpp"
#include "app/SweepSetup.hpp"
#include "comm/JoinedCommunicator.hpp"
#include "comm/Launch.hpp"
#include "comm/Mpi.hpp"
#include "comm/ThreadCommunicator.hpp"
#include "core/Error.hpp"
#include "core/Log.hpp"
#include "results/MeasuredArrays.hpp"
#include "results/ResultSink.hpp"
#include "sweep/Bundling.hpp"
#include "sweep/Coordinator.hpp"
#include "sweep/Worker.hpp"
#include "system/LocalLaunch.hpp"
#include "system/Memory.hpp"
#include "system/Signals.hpp"

namespace friendly {
namespace {

constexpr std::int64_t kMostLosses = 3;  // ranks that a bundle may lose before its trials count as crashed

constexpr double kLeastStart = 15, kMostStart = 600;  // seconds for all ranks to find each other

/// The sweep as rank 0 sees it, ready to be coordinated.
struct PreparedSweep {
  SweepPlan plan;
  std::vector<Bundle> bundles;
  SweepInfo info;
};

PreparedSweep prepare(const SweepOptions& options) {
  PreparedSweep sweep;
  sweep.plan = load_plan(options.file);
  sweep.bundles = make_bundles(sweep.plan.trials, options.bundle);
  sweep.info = prepare_info(sweep.plan, sweep.bundles, options.bundle, options.command_line, options.device,
                            *options.datasets);
  return sweep;
}

bool shows_live_line() {
  const char* variable = std::getenv(kTerminalVariable);
  return variable != nullptr ? std::string(variable) == "1" : ::isatty(STDERR_FILENO) != 0;
}

int report(const SweepOptions& options, const ResultSink& sink, const SweepSummary& summary) {
  const Progress& progress = sink.progress();
  if (!summary.nobody_trains.empty()) {
    std::cerr << fmt::format("friendly: no rank trains: {}\n", summary.nobody_trains);
    return kUsage;
  }
  if (summary.interrupted) {
    std::cerr << fmt::format("stopped with {} of {} trials left; this goes on:\n  {}\n",
                             progress.points - progress.done - progress.failed, progress.points,
                             options.resuming_line);
    return kInterrupted;
  }
  std::cerr << fmt::format("results: {}\n", options.output);
  return progress.failed > 0 ? kSomeFailed : kAllDone;
}

/// What a rank's part of the sweep came to.
struct Ending {
  int status = kAllDone;
  bool all_ended = true;  ///< false: some rank is gone, and nobody may wait for it
};

Ending coordinate(const SweepOptions& options, Communicator& communicator) {
  const PreparedSweep sweep = prepare(options);
  const std::filesystem::path folder = std::filesystem::path(options.output).parent_path();
  if (!folder.empty()) std::filesystem::create_directories(folder);
  if (options.open_mode == Journal::OpenMode::add)
    check_rows_are_points(options.output, sweep.plan.trials, options.file);
  auto journal = Journal::open(options.output, sweep.info, options.open_mode);
  const auto measured = measured_arrays(journal.contents.rows);
  ResultSink sink(options.output, sweep.plan.trials, std::move(journal), shows_live_line(),
                  options.retry_failed);
  if (options.open_mode == Journal::OpenMode::restart) std::filesystem::remove_all(options.checkpoints());
  Coordinator coordinator(communicator, sweep.bundles, sink.finished_keys(), sink, options.heartbeat,
                          std::max(kMostLosses, options.retries + 1), options.retries);
  for (const MeasuredArray& array : measured) coordinator.learn(array.bundle, array.seconds);
  const SweepSummary summary = coordinator.run(stop_was_requested);
  sink.close(stop_was_requested);
  return {report(options, sink, summary), summary.silent.empty()};
}

Ending coordinate_or_dismiss(const SweepOptions& options, Communicator& communicator) {
  try {
    return coordinate(options, communicator);
  } catch (const std::exception& error) {
    std::cerr << "friendly: " << reason_of(error) << "\n";
    const auto silent = dismiss_workers(communicator, options.heartbeat);
    return {is_out_of_memory(error) ? kInterrupted : kUsage, silent.empty()};
  }
}

/// A rank that trains, or stands aside if it has no device to train on; returns what Worker::run() does.
bool work(const SweepOptions& options, Communicator& communicator, const MachinePlace& place) {
  BundleRunner runner;
  try {
    runner = options.runner(place);
  } catch (const UserError& error) {
    return Worker(communicator, nullptr, options.heartbeat).stand_aside(error.what());
  }
  return Worker(communicator, runner, options.heartbeat).run();
}

/// Rank 0's two parts side by side, each in its thread; MPI stays with this one.
Ending coordinate_and_train(const SweepOptions& options, Communicator& world, const MachinePlace& place) {
  auto pair = make_thread_communicators(2);
  JoinedCommunicator all(world, *pair[0]);
  std::thread worker([&] { work(options, *pair[1], place); });
  const Ending ending = coordinate_or_dismiss(options, all);
  worker.join();
  return ending;
}

int run_as_rank(const SweepOptions& options, bool verbose) {
  MpiSession mpi(static_cast<unsigned>(std::clamp(options.heartbeat.limit, kLeastStart, kMostStart)));
  Communicator& world = mpi.world();
  start_logging(world.rank(), verbose);
  const bool rank_0_trains = options.coordinator_trains || world.size() == 1;
  const int others = !rank_0_trains && mpi.is_beside_rank_0() ? 1 : 0;
  const MachinePlace place{mpi.local_rank() - others, mpi.local_size() - others};
  if (world.rank() > 0) {
    if (!work(options, world, place)) mpi.abandon();
    return kAllDone;
  }
  const auto [status, all_ended] =
      rank_0_trains ? coordinate_and_train(options, world, place) : coordinate_or_dismiss(options, world);
  if (!all_ended) mpi.abandon();
  const char* status_file = std::getenv(kStatusFileVariable);
  if (status_file == nullptr) return status;
  std::ofstream(status_file) << status << "\n";
  return kAllDone;
}

int run_in_this_process(const SweepOptions& options) {
  auto ranks = make_thread_communicators(2);
  std::thread worker([&] { work(options, *ranks[1], {}); });
  const int status = coordinate_or_dismiss(options, *ranks[0]).status;
  worker.join();
  return status;
}

}  // namespace

int sweep_command(const std::vector<std::string>& arguments) {
  CommandLine line = sweep_line();
  if (!line.parse(arguments)) return kAllDone;
  const SweepOptions options = sweep_options(line, arguments);
  catch_stop_signals();
  if (launched_as_rank()) return run_as_rank(options, line.flag_is_set("verbose"));
  start_logging(0, line.flag_is_set("verbose"));
  if (!line.has("jobs")) return run_in_this_process(options);
  const auto jobs = static_cast<int>(line.get_count("jobs", 1));
  std::vector<std::string> words = {"sweep"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  return launch_local_ranks(jobs + 1, words);
}

}  // namespace friendly
