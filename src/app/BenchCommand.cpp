#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "app/CatalogueSizes.hpp"
#include "app/Commands.hpp"
#include "app/DataOptions.hpp"
#include "app/FormatOption.hpp"
#include "app/SettingSpeed.hpp"
#include "comm/Launch.hpp"
#include "comm/Mpi.hpp"
#include "comm/ThreadCommunicator.hpp"
#include "config/TrialOptions.hpp"
#include "core/Error.hpp"
#include "dataset/Catalogue.hpp"
#include "system/BlasKernels.hpp"
#include "system/Device.hpp"
#include "tables/RecordTable.hpp"
#include "trial/Hyperparameters.hpp"

namespace friendly {
namespace {

// Of the most trials an hour: smaller arrays lose less when a rank fails.
constexpr double kGoodEnough = 0.97;

TextTable::Cell milliseconds(double seconds) {
  return seconds > 0 ? fmt::format("{:.3g}", 1e3 * seconds) : "";
}

TextTable table_for_people(const std::vector<SettingSpeed>& all) {
  TextTable table;
  table.columns = {{"method"}, {"arch"}};
  for (const char* title : {"replicas", "step ms", "simplifying ms", "iteration ms", "simplifier's step ms",
                            "1000 evaluations ms", "trials/h", "of the floor", "memory MB"})
    table.columns.push_back({title, true});
  for (const SettingSpeed& one : all) {
    const PartMeans& times = one.times;
    if (!table.rows.empty() && table.rows.back().front().text != one.spec.method)
      table.rules.insert(table.rows.size());
    table.rows.push_back({one.spec.method, one.spec.arch, std::to_string(one.replicas),
                          milliseconds(times.step), milliseconds(times.simplification),
                          milliseconds(times.iteration), milliseconds(times.pass_step),
                          milliseconds(1000 * times.evaluation), fmt::format("{:.3g}", one.trials_per_hour),
                          fmt::format("{:.0f} %", 100 * one.floor_share),
                          one.memory > 0 ? std::to_string(one.memory / 1'000'000) : ""});
  }
  return table;
}

RecordTable table_for_programs(const std::vector<SettingSpeed>& all, const std::string& device, int ranks,
                               const Rates& rates) {
  RecordTable table;
  table.columns = {
      "device",     "ranks",           "method",      "arch",           "dataset",      "dtype",
      "epochs",     "replicas",        "step",        "simplification", "iteration",    "pass_step",
      "evaluation", "trials_per_hour", "floor_share", "memory",         "product_rate", "convolution_rate",
      "copy_rate"};
  for (const SettingSpeed& one : all) {
    const TrialSpec& spec = one.spec;
    const PartMeans& times = one.times;
    add_record(table, {device, ranks, spec.method, spec.arch, spec.dataset, spec.dtype, spec.epochs,
                       one.replicas, times.step, times.simplification, times.iteration, times.pass_step,
                       times.evaluation, one.trials_per_hour, one.floor_share, one.memory, rates.product,
                       rates.convolution, rates.copy});
  }
  return table;
}

std::string best_text(const TrialSpec& spec, const std::vector<SettingSpeed>& all, int ranks) {
  double most = 0;
  for (const SettingSpeed& one : all) most = std::max(most, one.trials_per_hour);
  const auto best = std::find_if(all.begin(), all.end(), [&](const SettingSpeed& one) {
    return one.trials_per_hour >= kGoodEnough * most;
  });
  if (best == all.end())
    return fmt::format("{} × {}: not measured (no time or no memory): raise --seconds or lower --bundle",
                       spec.method, spec.arch);
  return fmt::format("{} × {}: --bundle {}, {:.3g} trials/h for {}", spec.method, spec.arch, best->replicas,
                     best->trials_per_hour, ranks == 1 ? "each rank" : fmt::format("all {} ranks", ranks));
}

std::vector<std::int64_t> replicas_of(const CommandLine& line) {
  std::vector<std::int64_t> replicas;
  for (const std::string& text : line.get_all("bundle")) {
    const auto number = count_from(text, 1);
    if (!number)
      throw UserError(fmt::format("command line: --bundle {} is not possible", text),
                      "it takes a number of trials", "write --bundle 8, for instance");
    replicas.push_back(*number);
  }
  if (replicas.empty()) return {1, 3, 9, 27};
  std::sort(replicas.begin(), replicas.end());
  return replicas;
}

/// The settings that the options name: without --method one of each method.
std::vector<TrialSpec> settings_of(const std::vector<std::string>& arguments, bool names_method) {
  std::vector<TrialSpec> settings;
  const std::vector<std::string> all = find_hyperparameter("method", "bench").choices;
  for (const std::string& method : names_method ? std::vector<std::string>{""} : all) {
    CommandLine line = bench_line();
    std::vector<std::string> extended = arguments;
    if (!names_method) extended.insert(extended.end(), {"--method", method});
    line.parse(extended);
    settings.push_back(trial_from_options(line, dataset_names()));
  }
  return settings;
}

/// What the command line asks for.
struct Bench {
  std::vector<TrialSpec> settings;
  DataSizes sizes;
  std::vector<std::int64_t> replicas;
  std::string device;
  int threads = 1;
  double seconds = 0;
  TableFormat format = TableFormat::text;
};

/// One rank's part; rank 0 prints what all have measured.
void run(const Bench& bench, Communicator& world, const MachinePlace& place) {
  ProbeOptions probe;
  probe.device = choose_device(bench.device, place, 0, count_gpus());
  probe.threads = bench.threads;
  probe.seconds = bench.seconds;
  use_threads(bench.threads);
  const TrialSpec& first = bench.settings.front();
  const RankRates rates = measure_rank_rates(world, first.dtype, probe.device);

  std::vector<SettingSpeed> all;
  std::vector<std::string> best;
  for (const TrialSpec& spec : bench.settings) {
    const auto speeds = measure_setting(spec, bench.sizes(spec), bench.replicas, probe, rates.own, world);
    all.insert(all.end(), speeds.begin(), speeds.end());
    best.push_back(best_text(spec, speeds, world.size()));
  }
  if (world.rank() > 0) return;
  const std::string device = device_name(probe.device);
  std::vector<std::string> remarks = {
      fmt::format("{}, {}, {}: products {:.3g} GFLOP/s, convolutions {:.3g} GFLOP/s, copies {:.3g} GB/s",
                  device, probe.device.is_cpu() ? blas_kernels() : "cuBLAS", first.dtype,
                  rates.mean.product / 1e9, rates.mean.convolution / 1e9, rates.mean.copy / 1e9),
      fmt::format("{}, {} epochs", first.dataset, first.epochs)};
  if (world.size() > 1)
    remarks.push_back(
        fmt::format("{} ranks at the same time: trials/h are those of all, the other figures those of one",
                    world.size()));
  remarks.insert(remarks.end(), best.begin(), best.end());
  std::cout << (is_for_programs(bench.format)
                    ? record_text(table_for_programs(all, device, world.size(), rates.mean), bench.format)
                    : with_remarks(table_for_people(all), remarks, bench.format));
}

void run_as_rank(const Bench& bench) {
  MpiSession mpi;
  try {
    run(bench, mpi.world(), {mpi.local_rank(), mpi.local_size()});
  } catch (...) {
    mpi.abandon();  // the others may wait for this rank
    throw;
  }
}

}  // namespace

CommandLine bench_line() {
  CommandLine line(
      "bench", "[--HYPERPARAMETER VALUE ...] [options]",
      "Measures how fast a setting is trained here, in arrays of several sizes, and which size trains "
      "the most trials an hour. Without --method it is all four methods. The data are random numbers. Under "
      "mpirun all ranks, rank 0 too, train such arrays at the same time: that shows what ranks lose that "
      "share a machine, or a GPU (with --device cuda:0).");
  line.repeatable("bundle", "K", "trials in an array, once for each size; 1, 3, 9 and 27 without it");
  line.option("seconds", "S", "the most that each size may take", "10");
  line.option("threads", "N", "number of CPU threads", "1");
  line.option("device", "NAME", "auto, cpu, cuda or cuda:N", "auto");
  add_format_option(line);
  add_data_option(line);
  add_trial_options(line);
  line.offer("device", {"auto", "cpu", "cuda"});
  line.offer("dataset", dataset_names());
  return line;
}

int bench_command(const std::vector<std::string>& arguments) {
  CommandLine line = bench_line();
  if (!line.parse(arguments)) return kAllDone;
  Bench bench;
  bench.settings = settings_of(arguments, line.has("method"));
  bench.sizes = catalogue_sizes(data_folders(line));
  bench.replicas = replicas_of(line);
  bench.device = line.get("device");
  bench.threads = static_cast<int>(line.get_count("threads", 1));
  bench.seconds = line.get_real("seconds", 0);
  bench.format = format_of(line);
  if (launched_as_rank())
    run_as_rank(bench);
  else
    run(bench, *make_thread_communicators(1).front(), {});
  return kAllDone;
}

}  // namespace friendly
