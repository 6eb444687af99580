// Seconds that an epoch of the paper's size takes, of `convex` (6 000 examples to train on, 2 000 for
// validation, 50 000 for testing), for the plain trainer, for ours and for the floor: on one thread, or on a
// GPU if there is one. Parts of training are timed in turn, several times, on a CPU by the thread's processor
// time, and an epoch is composed of their medians as in sweep/Workload. README.md in this folder has results.
//
// train_bench [CSV [REPETITIONS [NAME [float32 or tf32]]]]: prints a table, of works whose names begin with
// NAME, and writes the same figures to the file CSV. On a GPU arrays of several sizes are trained, and also
// without graphs.
#include <fmt/format.h>
#include <torch/torch.h>

#include <algorithm>
#include <fstream>
#include <optional>

#include "PlainTrainer.hpp"
#include "sweep/Workload.hpp"
#include "system/BlasKernels.hpp"
#include "system/Device.hpp"
#include "system/Memory.hpp"
#include "train/DeviceClock.hpp"
#include "train/Floor.hpp"

namespace friendly {
namespace {

const DataSize kConvex{6000, 2000, 50000, {1, 28, 28}, 10};

struct Work {
  std::string name;
  TrialSpec spec;
  std::size_t replicas;
};

struct Machine {
  torch::Device device = torch::cuda::is_available() ? torch::Device(torch::kCUDA, 0) : torch::kCPU;
  std::string dtype = "float32";

  bool has_gpu() const { return device.is_cuda(); }
};

std::vector<Work> works(const Machine& machine) {
  const auto spec = [&](const std::string& method, const std::string& arch) {
    TrialSpec result = default_spec(method, arch);
    result.dtype = machine.dtype;
    result.epochs = 1;
    if (method != "ct") result.ratio_simp = 1;
    return result;
  };
  TrialSpec nft = spec("nft", "cnn"), ft = spec("ft", "cnn");
  nft.simplifier = "unet";
  nft.n_deep = 4;
  nft.n_filters_base = machine.has_gpu() ? 64 : 16;
  ft.iterations_simp = 20;
  const std::vector<Work> single = {{"ff CT", spec("ct", "ff"), 1},
                                    {"ff2 CT", spec("ct", "ff2"), 1},
                                    {"cnn CT", spec("ct", "cnn"), 1},
                                    {"cnn2 CT", spec("ct", "cnn2"), 1},
                                    {fmt::format("cnn NFT, n_f {}", nft.n_filters_base), nft, 1},
                                    {"cnn FT, 20 iterations", ft, 1}};
  std::vector<Work> all;
  for (const Work& work : single)
    for (const std::size_t replicas : {1, 3, 9, 27})
      if (replicas == 1 || machine.has_gpu() || (work.spec.arch == "ff" && replicas == 27)) {
        all.push_back({work.name, work.spec, replicas});
        if (replicas > 1) all.back().name += fmt::format(", array of {}", replicas);
      }
  return all;
}

constexpr double kPartSeconds = 0.3;  // that a part is repeated for

template <class Part>
double mean_seconds(const torch::Device& device, const Part& part) {
  part();
  const DeviceClock clock(device);
  const double start = clock.seconds();
  int count = 0, more = 1;
  double seconds = 0;
  for (; seconds < kPartSeconds; more = count) {
    for (int i = 0; i < more; ++i) part();
    count += more;
    seconds = clock.seconds() - start;
  }
  return seconds / count;
}

PartMeans time_plain(const TrialSpec& spec, const Machine& machine) {
  use_precision(spec.dtype == "tf32");
  PlainTrainer trainer(spec, kConvex, machine.device);
  const auto mean = [&](auto part) { return mean_seconds(machine.device, [&] { (trainer.*part)(); }); };
  PartMeans means;
  means.step = mean(&PlainTrainer::step);
  means.evaluation = mean(&PlainTrainer::evaluation) / static_cast<double>(spec.test_batch_size);
  if (spec.method == "ft") means.iteration = mean(&PlainTrainer::iteration);
  if (spec.method != "nft") return means;
  means.simplification = mean(&PlainTrainer::simplification);
  means.pass_step = mean(&PlainTrainer::pass_step);
  return means;
}

PartMeans time_ours(const Work& work, const Machine& machine, bool replays) {
  ShortRun run;
  run.device = machine.device;
  run.replays = replays;
  run.minibatches = work.spec.arch == "ff" ? 400 : 16;
  run.evaluated = work.spec.arch == "ff" ? 20000 : 1024;
  if (machine.has_gpu()) {  // which has more to warm up, and is quicker
    run.minibatches = std::max<std::int64_t>(run.minibatches, 32);
    run.evaluated = 20 * work.spec.test_batch_size;
  }
  run.should_stop = [] { return false; };
  const std::vector<TrialSpec> specs(work.replicas, work.spec);
  return time_short_run(specs, kConvex, run).arrays.front();
}

PartMeans medians(const std::vector<PartMeans>& repetitions) {
  PartMeans result;
  for (const auto part : {&PartMeans::step, &PartMeans::simplification, &PartMeans::iteration,
                          &PartMeans::pass_step, &PartMeans::evaluation}) {
    std::vector<double> values;
    for (const PartMeans& means : repetitions) values.push_back(means.*part);
    std::sort(values.begin(), values.end());
    result.*part = values[values.size() / 2];
  }
  return result;
}

/// An epoch all of whose steps are on simplified data, without the evaluation that comes once at the end of
/// all epochs, or with test data in each.
double epoch_seconds(const TrialSpec& spec, const PartMeans& means, bool tests) {
  const double minibatches = static_cast<double>((kConvex.train + spec.batch_size - 1) / spec.batch_size);
  const double evaluated = static_cast<double>(kConvex.valid + (tests ? kConvex.test : 0));
  const bool is_ft = spec.method == "ft";
  const double a_step = means.step + means.simplification +
                        (is_ft ? static_cast<double>(spec.iterations_simp) : 0.0) * means.iteration +
                        means.pass_step;
  return minibatches * a_step + evaluated * means.evaluation;
}

/// Seconds of an epoch and trial.
struct Row {
  double plain = 0, ours = 0, floor = 0;
  std::optional<double> without_graphs;  ///< ours, on a GPU
};

void print_head(const Machine& machine, const Rates& rates) {
  fmt::print("{}, {}; product {:.0f} GFLOP/s, convolution {:.0f} GFLOP/s, copy {:.0f} GB/s\n\n",
             machine.has_gpu() ? device_name(machine.device) : blas_kernels(), machine.dtype,
             rates.product / 1e9, rates.convolution / 1e9, rates.copy / 1e9);
  fmt::print("| work | test data | plain |{} ours | plain / ours | floor | floor / ours |\n",
             machine.has_gpu() ? " without graphs |" : "");
  fmt::print("|---|---|---:|---:|---:|---:|---:|{}\n", machine.has_gpu() ? "---:|" : "");
}

void print_row(const std::string& name, bool tests, const Row& row) {
  fmt::print("| {} | {} | {:.3g} s |{} {:.3g} s | {:.1f} | {:.2g} s | {:.0f} % |\n", name,
             tests ? "every epoch" : "at the end", row.plain,
             row.without_graphs ? fmt::format(" {:.3g} s |", *row.without_graphs) : "", row.ours,
             row.plain / row.ours, row.floor, 100 * row.floor / row.ours);
  std::fflush(stdout);
}

void run(const char* csv_path, int repetitions, const std::string& name, const Machine& machine) {
  torch::set_num_threads(1);
  const Rates rates = measure_rates(machine.dtype, machine.device);
  print_head(machine, rates);
  std::ofstream csv;
  if (csv_path != nullptr) csv.open(csv_path);
  csv << "work,replicas,test_when,plain_s,without_graphs_s,ours_s,floor_s\n";
  for (const Work& work : works(machine)) {
    if (work.name.rfind(name, 0) != 0) continue;
    std::vector<PartMeans> plain, ours, without_graphs;
    for (int i = 0; i < repetitions; ++i) {
      plain.push_back(time_plain(work.spec, machine));
      ours.push_back(time_ours(work, machine, true));
      if (machine.has_gpu()) without_graphs.push_back(time_ours(work, machine, false));
    }
    const PartMeans floor = floor_of(work.spec, kConvex, rates);
    for (const bool tests : {false, true}) {
      const auto seconds = [&](const PartMeans& means) { return epoch_seconds(work.spec, means, tests); };
      const auto replicas = static_cast<double>(work.replicas);
      Row row = {seconds(medians(plain)), seconds(medians(ours)) / replicas, seconds(floor), std::nullopt};
      if (machine.has_gpu()) row.without_graphs = seconds(medians(without_graphs)) / replicas;
      print_row(work.name, tests, row);
      csv << fmt::format("\"{}\",{},{},{},{},{},{}\n", work.name, work.replicas, tests ? "epoch" : "end",
                         row.plain, row.without_graphs ? fmt::format("{}", *row.without_graphs) : "",
                         row.ours, row.floor);
    }
  }
}

}  // namespace
}  // namespace friendly

int main(int count, char** values) {
  friendly::use_best_blas_kernels(values);
  friendly::keep_freed_memory();
  friendly::Machine machine;
  if (count > 4) machine.dtype = values[4];
  friendly::run(count > 1 ? values[1] : nullptr, count > 2 ? std::atoi(values[2]) : 5,
                count > 3 ? values[3] : "", machine);
  return 0;
}
