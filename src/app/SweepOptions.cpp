#include "app/SweepOptions.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>

#include "app/CatalogueSizes.hpp"
#include "app/Commands.hpp"
#include "app/DataOptions.hpp"
#include "app/SweepSetup.hpp"
#include "core/Error.hpp"
#include "core/Process.hpp"
#include "system/Memory.hpp"

namespace friendly {
namespace {

std::string command_text(const std::vector<std::string>& arguments) {
  return fmt::format("friendly sweep {}", fmt::join(arguments, " "));
}

}  // namespace

BundleRunner SweepOptions::runner(const MachinePlace& place) const {
  const torch::Device chosen = choose_device(device, place, ranks_per_gpu, count_gpus());
  use_threads(threads);
  // Not on a GPU, because CUDA reserves far more address space than there is memory. A tenth is left to rank
  // 0 and the system.
  const double share = 0.9 * static_cast<double>(machine_memory()) / place.ranks;
  const bool is_limited = chosen.is_cpu() && limit_memory(memory ? *memory * 1e9 : share, threads);
  if (memory && chosen.is_cpu() && !is_limited)
    throw UserError(fmt::format("command line: --memory {} is too little", *memory),
                    "a training rank uses more before it starts training", "raise it or omit it");
  return {datasets,
          chosen,
          threads,
          checkpoints(),
          checkpoint_interval,
          trial_timeout,
          /*halves_bundles=*/true};
}

CommandLine sweep_line() {
  CommandLine line("sweep", "FILE -o RESULTS.h5 [options]",
                   "Trains every point of a sweep file. The same command resumes an interrupted sweep.");
  line.positional("FILE", "the sweep file");
  line.option("output,o", "FILE", "the result file; its journal is kept beside it");
  add_set_option(line);
  line.option("jobs,j", "N",
              "start N training ranks and a coordinator on this machine; ignored under mpirun");
  line.option("bundle", "K", "the most trials to train together as one array",
              std::to_string(kDefaultBundle));
  line.option("threads", "N", "CPU threads of each training rank", "1");
  line.option("device", "NAME", "auto, cpu, cuda or cuda:N", "auto");
  line.option("ranks-per-gpu", "N",
              "the most training ranks to share a GPU; others stand aside (0: any number)", "0");
  line.option(
      "memory", "GB",
      "memory for each training rank on a CPU; arrays that need more are made smaller. By default the ranks "
      "of a machine share nine tenths of its memory");
  line.option("heartbeat", "SECONDS", "a rank without a sign of life for longer is considered lost", "20");
  line.option("stall-limit", "SECONDS", "a rank that makes no training step for longer is considered lost",
              "1800");
  line.option("stop-limit", "SECONDS", "how long ranks may take to save when the sweep is stopped", "100");
  line.option("checkpoint-interval", "SECONDS", "least time between checkpoints of an array", "60");
  add_resuming_options(line);
  line.option(
      "retries", "N",
      "how often a failing trial is retried in any case; where there is another rank, it is tried there once",
      "0");
  line.option("trial-timeout", "SECONDS", "stop an array that takes longer and mark its trials as failed");
  line.flag(
      "restart",
      "start over; the old result file NAME, its journal and its classifiers are kept as NAME.previous.1, "
      "or .2, and so on");
  line.option(
      "save_classifiers", "best",
      "keep the winners' classifiers in the folder NAME.classifiers beside the result file NAME: for each "
      "row of `friendly tables`, that of the best setting's run with the best validation accuracy. The "
      "others are removed when all trials have ended, so one that --add turns into a winner later is "
      "missing; how to train it again is then said");
  line.flag("coordinator-trains", "rank 0 trains too, as it always does when it is alone");
  add_data_option(line);
  line.flag("verbose", "log more");
  line.offer("device", {"auto", "cpu", "cuda"});
  line.offer("save_classifiers", {"best"});
  return line;
}

SweepOptions sweep_options(const CommandLine& line, const std::vector<std::string>& arguments) {
  if (!line.has("output"))
    throw UserError("command line: -o is missing", "a sweep needs a result file", "add -o results/NAME.h5");
  SweepOptions options;
  options.file = line.get("FILE");
  options.overrides = overrides_of(line);
  options.output = line.get("output");
  options.command_line = command_text(arguments);
  auto again = arguments;
  again.erase(std::remove(again.begin(), again.end(), "--restart"), again.end());
  options.resuming_line = fmt::format("{} sweep {}", program_name(), fmt::join(again, " "));
  options.training_line =
      fmt::format("{} train{}", program_name(), line.has("data") ? " --data " + line.get("data") : "");
  options.device = line.get("device");
  options.bundle = line.get_count("bundle", 1);
  options.threads = static_cast<int>(line.get_count("threads", 1));
  options.ranks_per_gpu = static_cast<int>(line.get_count("ranks-per-gpu", 0));
  if (line.has("memory")) options.memory = line.get_real("memory", 0);
  options.heartbeat.limit = line.get_real("heartbeat", 1);
  options.policy.silence_limit = options.heartbeat.limit;
  options.policy.stall_limit = line.get_real("stall-limit", 1);
  options.policy.stop_limit = line.get_real("stop-limit", 0);
  options.policy.retries = line.get_count("retries", 0);
  options.policy.data_sizes = catalogue_sizes(data_folders(line));
  options.checkpoint_interval = line.get_real("checkpoint-interval", 0);
  options.trial_timeout =
      line.has("trial-timeout") ? line.get_real("trial-timeout", 0) : std::numeric_limits<double>::infinity();
  options.coordinator_trains = line.flag_is_set("coordinator-trains");
  options.saves_classifiers = line.has("save_classifiers");
  if (options.saves_classifiers && line.get("save_classifiers") != "best")
    throw UserError(
        fmt::format("command line: --save_classifiers {} is not possible", line.get("save_classifiers")),
        "only the classifiers of the best trials can be kept", "write --save_classifiers best");
  options.retry_failed = retries_failed(line);
  const bool adds = line.flag_is_set("add"), restarts = line.flag_is_set("restart");
  if (adds && restarts)
    throw UserError("command line: --add and --restart exclude each other",
                    "one extends a result file, the other starts over", "omit one of them");
  if (adds) options.open_mode = Journal::OpenMode::add;
  if (restarts) options.open_mode = Journal::OpenMode::restart;
  options.datasets = std::make_shared<DatasetStore>(data_folders(line));
  return options;
}

}  // namespace friendly
