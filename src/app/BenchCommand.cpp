#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "app/CatalogueSizes.hpp"
#include "app/Commands.hpp"
#include "app/DataOptions.hpp"
#include "app/FormatOption.hpp"
#include "config/TrialOptions.hpp"
#include "core/Error.hpp"
#include "dataset/Catalogue.hpp"
#include "sweep/Workload.hpp"
#include "system/BlasKernels.hpp"
#include "system/Device.hpp"
#include "tables/RecordTable.hpp"
#include "train/Floor.hpp"
#include "train/SpeedProbe.hpp"
#include "trial/Hyperparameters.hpp"

namespace friendly {
namespace {

// Of the most trials an hour: smaller arrays lose less when a rank fails.
constexpr double kGoodEnough = 0.97;

/// What arrays of one size reach.
struct Reached {
  TrialSpec spec;
  std::size_t replicas = 0;
  SpeedProbe probe;
  double seconds = 0;  ///< of one trial, from the first epoch to the last
  double share = 0;    ///< of the floor

  double trials_per_hour() const { return 3600 / seconds; }
};

/// What is the same for all rows of the table.
struct Bench {
  DataSizes sizes;
  ProbeOptions probe;
  std::vector<std::int64_t> replicas;
};

double trial_seconds(const TrialSpec& spec, const DataSize& data, const ArrayTimes& times,
                     std::size_t replicas) {
  Bundle bundle{1, {}};
  for (std::size_t r = 0; r < replicas; ++r) bundle.trials.push_back({"", "bench", spec});
  return workload_of(bundle, data).seconds(times) / static_cast<double>(replicas);
}

double floor_seconds(const TrialSpec& spec, const DataSize& data, const Rates& rates) {
  const PartMeans floor = floor_of(spec, data, rates);
  const ArrayTimes times = {{0, floor.step},
                            {0, floor.simplification},
                            {0, floor.iteration},
                            {0, floor.pass_step},
                            {0, floor.evaluation}};
  return trial_seconds(spec, data, times, 1);
}

std::vector<Reached> measure(const TrialSpec& spec, const Bench& bench, const Rates& rates) {
  const DataSize data = bench.sizes(spec);
  const double floor = floor_seconds(spec, data, rates);
  std::vector<Reached> all;
  for (const std::int64_t count : bench.replicas) {
    const auto replicas = static_cast<std::size_t>(count);
    const auto probe = probe_speed(std::vector<TrialSpec>(replicas, spec), data, bench.probe);
    if (!probe) continue;
    Reached reached{spec, replicas, *probe};
    reached.seconds = trial_seconds(spec, data, probe->times, replicas);
    reached.share = floor / reached.seconds;
    all.push_back(reached);
  }
  return all;
}

TextTable::Cell milliseconds(const PartTime& time, double replicas) {
  return time.of(replicas) > 0 ? fmt::format("{:.3g}", 1e3 * time.of(replicas)) : "";
}

TextTable table_for_people(const std::vector<Reached>& all) {
  TextTable table;
  table.columns = {{"method"}, {"arch"}};
  for (const char* title : {"replicas", "step ms", "simplifying ms", "iteration ms", "simplifier's step ms",
                            "1000 evaluations ms", "trials/h", "of the floor", "memory MB"})
    table.columns.push_back({title, true});
  for (const Reached& one : all) {
    const ArrayTimes& times = one.probe.times;
    const auto replicas = static_cast<double>(one.replicas);
    if (!table.rows.empty() && table.rows.back().front().text != one.spec.method)
      table.rules.insert(table.rows.size());
    table.rows.push_back(
        {one.spec.method, one.spec.arch, std::to_string(one.replicas), milliseconds(times.step, replicas),
         milliseconds(times.simplification, replicas), milliseconds(times.iteration, replicas),
         milliseconds(times.pass_step, replicas), milliseconds({0, 1000 * times.evaluation.of(replicas)}, 1),
         fmt::format("{:.3g}", one.trials_per_hour()), fmt::format("{:.0f} %", 100 * one.share),
         one.probe.memory > 0 ? std::to_string(one.probe.memory / 1'000'000) : ""});
  }
  return table;
}

RecordTable table_for_programs(const std::vector<Reached>& all, const std::string& device,
                               const Rates& rates) {
  RecordTable table;
  table.columns = {"device",
                   "method",
                   "arch",
                   "dataset",
                   "dtype",
                   "epochs",
                   "replicas",
                   "step",
                   "simplification",
                   "iteration",
                   "pass_step",
                   "evaluation",
                   "trials_per_hour",
                   "floor_share",
                   "memory",
                   "product_rate",
                   "convolution_rate",
                   "copy_rate"};
  for (const Reached& one : all) {
    const TrialSpec& spec = one.spec;
    const ArrayTimes& times = one.probe.times;
    const auto replicas = static_cast<double>(one.replicas);
    add_record(table,
               {device, spec.method, spec.arch, spec.dataset, spec.dtype, spec.epochs, one.replicas,
                times.step.of(replicas), times.simplification.of(replicas), times.iteration.of(replicas),
                times.pass_step.of(replicas), times.evaluation.of(replicas), one.trials_per_hour(), one.share,
                one.probe.memory, rates.product, rates.convolution, rates.copy});
  }
  return table;
}

std::string best_text(const TrialSpec& spec, const std::vector<Reached>& all) {
  double most = 0;
  for (const Reached& one : all) most = std::max(most, one.trials_per_hour());
  const auto best = std::find_if(all.begin(), all.end(), [&](const Reached& one) {
    return one.trials_per_hour() >= kGoodEnough * most;
  });
  if (best == all.end())
    return fmt::format("{} × {}: not measured (raise --seconds)", spec.method, spec.arch);
  return fmt::format("{} × {}: --bundle {}, {:.3g} trials/h for each rank", spec.method, spec.arch,
                     best->replicas, best->trials_per_hour());
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

}  // namespace

CommandLine bench_line() {
  CommandLine line(
      "bench", "[--HYPERPARAMETER VALUE ...] [options]",
      "Measures how fast a setting is trained here, in arrays of several sizes, and which size trains "
      "the most trials an hour. Without --method it is all four methods. The data are random numbers.");
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
  const TableFormat format = format_of(line);
  Bench bench{catalogue_sizes(data_folders(line)), {}, replicas_of(line)};
  bench.probe.device = choose_device(line.get("device"), {}, 0, count_gpus());
  bench.probe.threads = static_cast<int>(line.get_count("threads", 1));
  bench.probe.seconds = line.get_real("seconds", 0);
  const std::vector<TrialSpec> settings = settings_of(arguments, line.has("method"));
  use_threads(bench.probe.threads);
  const TrialSpec& first = settings.front();
  const Rates rates = measure_rates(first.dtype, bench.probe.device);

  const std::string device = device_name(bench.probe.device);
  std::vector<Reached> all;
  std::vector<std::string> remarks = {
      fmt::format("{}, {}, {}: products {:.3g} GFLOP/s, convolutions {:.3g} GFLOP/s, copies {:.3g} GB/s",
                  device, bench.probe.device.is_cpu() ? blas_kernels() : "cuBLAS", first.dtype,
                  rates.product / 1e9, rates.convolution / 1e9, rates.copy / 1e9),
      fmt::format("{}, {} epochs", first.dataset, first.epochs)};
  for (const TrialSpec& spec : settings) {
    const auto reached = measure(spec, bench, rates);
    all.insert(all.end(), reached.begin(), reached.end());
    remarks.push_back(best_text(spec, reached));
  }
  std::cout << (is_for_programs(format) ? record_text(table_for_programs(all, device, rates), format)
                                        : with_remarks(table_for_people(all), remarks, format));
  return kAllDone;
}

}  // namespace friendly
