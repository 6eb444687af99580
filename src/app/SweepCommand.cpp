#include <algorithm>

#include "app/Commands.hpp"
#include "app/SweepOptions.hpp"
#include "app/SweepRanks.hpp"
#include "comm/Launch.hpp"
#include "comm/Mpi.hpp"
#include "core/Log.hpp"
#include "system/LocalLaunch.hpp"
#include "system/Signals.hpp"

namespace friendly {
namespace {

constexpr double kLeastStart = 15, kMostStart = 600;  // seconds for all ranks to find each other

int run_as_rank(SweepOptions options, bool verbose) {
  MpiSession mpi(static_cast<unsigned>(std::clamp(options.heartbeat.limit, kLeastStart, kMostStart)));
  Communicator& world = mpi.world();
  start_logging(world.rank(), verbose, terminal_columns() > 0);
  options.resuming_line = launcher_words(world.size()) + options.resuming_line;
  if (world.rank() == 0) report_start();
  const bool rank_0_trains = options.coordinator_trains || world.size() == 1;
  const int others = !rank_0_trains && mpi.is_beside_rank_0() ? 1 : 0;  // ranks here that do not train
  const MachinePlace place{mpi.local_rank() - others, mpi.local_size() - others};
  if (world.rank() > 0) {
    if (!work_in_sweep(options, world, place)) mpi.abandon();
    return kAllDone;
  }
  const auto [status, all_present] =
      rank_0_trains ? coordinate_and_train(options, world, place) : coordinate_sweep(options, world);
  if (!all_present) mpi.abandon();
  return report_end(status) ? kAllDone : status;
}

}  // namespace

int sweep_command(const std::vector<std::string>& arguments) {
  CommandLine line = sweep_line();
  if (!line.parse(arguments)) return kAllDone;
  const SweepOptions options = sweep_options(line, arguments);
  catch_stop_signals();
  if (launched_as_rank()) return run_as_rank(options, line.flag_is_set("verbose"));
  start_logging(0, line.flag_is_set("verbose"), terminal_columns() > 0);
  if (!line.has("jobs")) return sweep_alone(options);
  const auto jobs = static_cast<int>(line.get_count("jobs", 1));
  std::vector<std::string> words = {"sweep"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  return launch_local_ranks(jobs + 1, words);
}

}  // namespace friendly
