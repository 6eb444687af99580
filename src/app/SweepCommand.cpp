#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <limits>
#include <thread>
#include <unordered_set>

#include "app/BundleRunner.hpp"
#include "app/Commands.hpp"
#include "app/Device.hpp"
#include "app/LocalLaunch.hpp"
#include "app/ResultSink.hpp"
#include "app/Signals.hpp"
#include "app/SweepSetup.hpp"
#include "comm/JoinedCommunicator.hpp"
#include "comm/Launch.hpp"
#include "comm/Mpi.hpp"
#include "comm/ThreadCommunicator.hpp"
#include "config/CommandLine.hpp"
#include "core/Error.hpp"
#include "core/Log.hpp"
#include "results/Tables.hpp"
#include "sweep/Coordinator.hpp"
#include "sweep/Worker.hpp"

namespace friendly {
namespace {

constexpr std::int64_t kMostLosses = 3;  // ranks that a bundle may lose before its trials count as crashed

constexpr double kLeastStart = 15, kMostStart = 600;  // seconds for all ranks to find each other

struct SweepOptions {
  std::string file, output, command_line, resuming_line, device;
  std::int64_t bundle, retries;
  int threads;
  bool coordinator_trains, retry_failed;
  double checkpoint_interval, trial_timeout;
  Journal::Opening opening = Journal::Opening::resume;
  Heartbeat heartbeat;
  std::shared_ptr<DatasetStore> datasets;

  std::string checkpoints() const { return output + ".checkpoints"; }

  BundleRunner runner(int local_rank) const {
    return {datasets,
            choose_device(device, local_rank),
            threads,
            checkpoints(),
            checkpoint_interval,
            trial_timeout,
            /*halves_bundles=*/true};
  }
};

CommandLine sweep_line() {
  CommandLine line(
      "sweep", "FILE -o RESULTS.h5 [options]",
      "Trains every point of a sweep file. Run again, the same command goes on where it stopped.");
  line.positional("FILE", "the sweep file");
  line.option("output,o", "FILE", "the result file; its journal lies beside it");
  line.option("jobs,j", "N",
              "start N training ranks and a coordinator on this machine; a rank of mpirun ignores it");
  line.option("bundle", "K", "trials trained together as one array, at most", std::to_string(kDefaultBundle));
  line.option("threads", "N", "CPU threads of each training rank", "1");
  line.option("device", "NAME", "auto, cpu, cuda or cuda:N", "auto");
  line.option("heartbeat", "SECONDS", "a rank silent for longer is taken as lost", "120");
  line.option("checkpoint-interval", "SECONDS", "time between two checkpoints of an array", "60");
  line.option("retry", "failed", "train the trials again that have failed, diverged or crashed");
  line.option("retries", "N", "how often a trial that fails is trained again at once", "0");
  line.option("trial-timeout", "SECONDS", "an array that takes longer ends, its trials as failed");
  line.flag("add",
            "go on with a result file whose sweep had other points, all finished ones being among these");
  line.flag("restart", "begin anew; an old result file and journal are kept as NAME.previous");
  line.flag("coordinator-trains", "rank 0 trains as well; it does without asking where it is alone");
  add_data_option(line);
  line.flag("verbose", "say more");
  return line;
}

std::string command_text(const std::vector<std::string>& arguments) {
  return fmt::format("friendly sweep {}", fmt::join(arguments, " "));
}

SweepOptions options_from(const CommandLine& line, const std::vector<std::string>& arguments) {
  if (!line.has("output"))
    throw UserError("command line: -o is missing", "a sweep needs a result file", "add -o results/NAME.h5");
  SweepOptions options;
  options.file = line.get("FILE");
  options.output = line.get("output");
  options.command_line = command_text(arguments);
  auto again = arguments;
  again.erase(std::remove(again.begin(), again.end(), "--restart"), again.end());
  options.resuming_line = command_text(again);
  options.device = line.get("device");
  options.bundle = line.get_count("bundle", 1);
  options.threads = static_cast<int>(line.get_count("threads", 1));
  options.heartbeat.limit = line.get_real("heartbeat", 1);
  options.checkpoint_interval = line.get_real("checkpoint-interval", 0);
  options.retries = line.get_count("retries", 0);
  options.trial_timeout =
      line.has("trial-timeout") ? line.get_real("trial-timeout", 0) : std::numeric_limits<double>::infinity();
  options.coordinator_trains = line.flag_is_set("coordinator-trains");
  options.retry_failed = line.has("retry");
  if (options.retry_failed && line.get("retry") != "failed")
    throw UserError(fmt::format("command line: --retry {} is not possible", line.get("retry")),
                    "only trials that did not come to their end are tried again", "write --retry failed");
  const bool adds = line.flag_is_set("add"), restarts = line.flag_is_set("restart");
  if (adds && restarts)
    throw UserError("command line: --add and --restart exclude each other",
                    "one goes on and the other begins anew", "leave one away");
  if (adds) options.opening = Journal::Opening::add;
  if (restarts) options.opening = Journal::Opening::restart;
  options.datasets = std::make_shared<DatasetStore>(data_folders(line));
  return options;
}

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
  sweep.info = make_info(sweep.plan, options.bundle, options.command_line,
                         device_name(choose_device(options.device, 0)));
  check_bundles(sweep.bundles, *options.datasets, sweep.info);
  return sweep;
}

bool shows_live_line() {
  const char* variable = std::getenv(kTerminalVariable);
  return variable != nullptr ? std::string(variable) == "1" : ::isatty(STDERR_FILENO) != 0;
}

int report(const SweepOptions& options, const ResultSink& sink, const SweepSummary& summary) {
  const Progress& progress = sink.progress();
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

/// A grown sweep leaves no finished trial behind.
void check_finished_are_points(const SweepOptions& options, const SweepPlan& plan) {
  if (!std::filesystem::exists(journal_path(options.output))) return;
  std::unordered_set<std::string> keys;
  for (const Trial& trial : plan.trials) keys.insert(trial.key);
  for (const TrialRow& row : read_journal(options.output).rows)
    if (keys.count(row.trial.key) == 0)
      throw UserError(fmt::format("{} cannot go on with {}", options.output, options.file),
                      fmt::format("its finished trial {} of grid \"{}\" is no point of this sweep",
                                  row.trial.key, row.trial.grid),
                      "keep the old grids and values in the sweep file, or name another result file");
}

Ending coordinate(const SweepOptions& options, Communicator& communicator) {
  const PreparedSweep sweep = prepare(options);
  const std::filesystem::path folder = std::filesystem::path(options.output).parent_path();
  if (!folder.empty()) std::filesystem::create_directories(folder);
  if (options.opening == Journal::Opening::add) check_finished_are_points(options, sweep.plan);
  auto journal = Journal::open(options.output, sweep.info, options.opening);
  const auto measured = measured_bundles(journal.contents.rows);
  ResultSink sink(options.output, sweep.plan.trials, std::move(journal), shows_live_line(),
                  options.retry_failed);
  if (options.opening == Journal::Opening::restart) std::filesystem::remove_all(options.checkpoints());
  Coordinator coordinator(communicator, sweep.bundles, sink.finished_keys(), sink, options.heartbeat,
                          std::max(kMostLosses, options.retries + 1), options.retries);
  for (const auto& [bundle, seconds] : measured) coordinator.learn(bundle, seconds);
  const SweepSummary summary = coordinator.run(stop_was_requested);
  sink.close(stop_was_requested);
  return {report(options, sink, summary), summary.silent.empty()};
}

/// Sends the workers home when rank 0 cannot even begin, so that no rank waits for ever.
class NoNews : public Sink {
  void started(const Bundle&, int) override {}
  void progress(const std::string&, const EpochRecord&) override {}
  void finished(const Trial&, const TrialOutcome&) override {}
  void lost(const Bundle&, int) override {}
  void tick() override {}
};

Ending coordinate_or_dismiss(const SweepOptions& options, Communicator& communicator) {
  try {
    return coordinate(options, communicator);
  } catch (const std::exception& error) {
    std::cerr << "friendly: " << error.what() << "\n";
    NoNews sink;
    const auto summary = Coordinator(communicator, {}, {}, sink, options.heartbeat).run([] { return false; });
    return {kUsage, summary.silent.empty()};
  }
}

/// Rank 0's two parts side by side, each in its thread; MPI stays with this one.
Ending coordinate_and_train(const SweepOptions& options, Communicator& world) {
  auto pair = make_thread_communicators(2);
  JoinedCommunicator all(world, *pair[0]);
  const BundleRunner runner = options.runner(0);
  std::thread worker([&] { Worker(*pair[1], runner, options.heartbeat).run(); });
  const Ending ending = coordinate_or_dismiss(options, all);
  worker.join();
  return ending;
}

int run_as_rank(const SweepOptions& options, bool verbose) {
  MpiSession mpi(static_cast<unsigned>(std::clamp(options.heartbeat.limit, kLeastStart, kMostStart)));
  Communicator& world = mpi.world();
  start_logging(world.rank(), verbose);
  if (world.rank() > 0) {
    if (!Worker(world, options.runner(mpi.local_rank()), options.heartbeat).run()) mpi.abandon();
    return kAllDone;
  }
  const bool trains = options.coordinator_trains || world.size() == 1;
  const auto [status, all_ended] =
      trains ? coordinate_and_train(options, world) : coordinate_or_dismiss(options, world);
  if (!all_ended) mpi.abandon();
  const char* status_file = std::getenv(kStatusFileVariable);
  if (status_file == nullptr) return status;
  std::ofstream(status_file) << status << "\n";
  return kAllDone;
}

int run_in_this_process(const SweepOptions& options) {
  auto ranks = make_thread_communicators(2);
  const BundleRunner runner = options.runner(0);
  std::thread worker([&] { Worker(*ranks[1], runner, options.heartbeat).run(); });
  const int status = coordinate_or_dismiss(options, *ranks[0]).status;
  worker.join();
  return status;
}

}  // namespace

int sweep_command(const std::vector<std::string>& arguments) {
  CommandLine line = sweep_line();
  if (!line.parse(arguments)) return kAllDone;
  const SweepOptions options = options_from(line, arguments);
  catch_stop_signals();
  if (launched_as_rank()) return run_as_rank(options, line.flag_is_set("verbose"));
  start_logging(0, line.flag_is_set("verbose"));
  if (!line.has("jobs")) return run_in_this_process(options);
  const auto jobs = static_cast<int>(line.get_count("jobs", 1));
  prepare(options);  // mistakes show here once, before there are ranks
  std::vector<std::string> words = {"sweep"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  return launch_local_ranks(jobs + 1, words);
}

}  // namespace friendly
