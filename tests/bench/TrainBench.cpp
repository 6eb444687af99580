// Seconds that an epoch of the paper's size takes, of `convex` (6 000 examples to train on, 2 000 for
// validation, 50 000 for testing), for the plain trainer, for ours and for the floor, on one thread. Parts of
// training are timed in turn, several times, by the thread's processor time, and an epoch is composed of
// their medians as in sweep/Workload. README.md in this folder has results.
//
// train_bench [CSV [REPETITIONS [NAME]]]: prints a table, of works whose names begin with NAME, and writes
// the same figures to the file CSV.
#include <fmt/format.h>
#include <torch/torch.h>

#include <algorithm>
#include <fstream>

#include "PlainTrainer.hpp"
#include "sweep/Workload.hpp"
#include "system/BlasKernels.hpp"
#include "system/Memory.hpp"
#include "train/Floor.hpp"

namespace friendly {
namespace {

const DataSize kConvex{6000, 2000, 50000, {1, 28, 28}, 10};

struct Work {
  std::string name;
  TrialSpec spec;
  std::size_t replicas;
};

std::vector<Work> works() {
  const auto spec = [](const std::string& method, const std::string& arch) {
    TrialSpec result = default_spec(method, arch);
    result.epochs = 1;
    if (method != "ct") result.ratio_simp = 1;
    return result;
  };
  TrialSpec nft = spec("nft", "cnn"), ft = spec("ft", "cnn");
  nft.simplifier = "unet";
  nft.n_deep = 4;
  nft.n_filters_base = 16;
  ft.iterations_simp = 20;
  return {{"ff CT", spec("ct", "ff"), 1},     {"ff CT, array of 27", spec("ct", "ff"), 27},
          {"ff2 CT", spec("ct", "ff2"), 1},   {"cnn CT", spec("ct", "cnn"), 1},
          {"cnn2 CT", spec("ct", "cnn2"), 1}, {"cnn NFT, n_f 16", nft, 1},
          {"cnn FT, 20 iterations", ft, 1}};
}

constexpr double kPartSeconds = 0.3;  // that a part is repeated for

template <class Part>
double mean_seconds(const Part& part) {
  part();
  const double start = processor_seconds();
  int count = 0;
  double seconds = 0;
  for (; seconds < kPartSeconds; ++count) {
    part();
    seconds = processor_seconds() - start;
  }
  return seconds / count;
}

PartMeans time_plain(const TrialSpec& spec) {
  PlainTrainer trainer(spec, kConvex);
  PartMeans means;
  means.step = mean_seconds([&] { trainer.step(); });
  means.evaluation = mean_seconds([&] { trainer.evaluation(); }) / static_cast<double>(spec.test_batch_size);
  if (spec.method == "ft") means.iteration = mean_seconds([&] { trainer.iteration(); });
  if (spec.method != "nft") return means;
  means.simplification = mean_seconds([&] { trainer.simplification(); });
  means.pass_step = mean_seconds([&] { trainer.pass_step(); });
  return means;
}

PartMeans time_ours(const Work& work) {
  ShortRun run;
  run.minibatches = work.spec.arch == "ff" ? 400 : 16;
  run.evaluated = work.spec.arch == "ff" ? 20000 : 1024;
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

struct Row {
  double plain, ours, floor;
};

void run(const char* csv_path, int repetitions, const std::string& name) {
  torch::set_num_threads(1);
  const Rates rates = measure_rates("float32", torch::kCPU);
  fmt::print("{}; product {:.0f} GFLOP/s, convolution {:.0f} GFLOP/s, copy {:.0f} GB/s\n\n", blas_kernels(),
             rates.product / 1e9, rates.convolution / 1e9, rates.copy / 1e9);
  fmt::print("| work | test data | plain | ours | plain / ours | floor | floor / ours |\n");
  fmt::print("|---|---|---:|---:|---:|---:|---:|\n");
  std::ofstream csv;
  if (csv_path != nullptr) csv.open(csv_path);
  csv << "work,replicas,test_when,plain_s,ours_s,floor_s\n";
  for (const Work& work : works()) {
    if (work.name.rfind(name, 0) != 0) continue;
    std::vector<PartMeans> plain, ours;
    for (int i = 0; i < repetitions; ++i) {
      plain.push_back(time_plain(work.spec));
      ours.push_back(time_ours(work));
    }
    for (const bool tests : {false, true}) {
      const auto replicas = static_cast<double>(work.replicas);
      const Row row = {epoch_seconds(work.spec, medians(plain), tests),
                       epoch_seconds(work.spec, medians(ours), tests) / replicas,
                       epoch_seconds(work.spec, floor_of(work.spec, kConvex, rates), tests)};
      fmt::print("| {} | {} | {:.3g} s | {:.3g} s | {:.1f} | {:.2g} s | {:.0f} % |\n", work.name,
                 tests ? "every epoch" : "at the end", row.plain, row.ours, row.plain / row.ours, row.floor,
                 100 * row.floor / row.ours);
      csv << fmt::format("\"{}\",{},{},{},{},{}\n", work.name, work.replicas, tests ? "epoch" : "end",
                         row.plain, row.ours, row.floor);
    }
    std::fflush(stdout);
  }
}

}  // namespace
}  // namespace friendly

int main(int count, char** values) {
  friendly::use_best_blas_kernels(values);
  friendly::keep_freed_memory();
  friendly::run(count > 1 ? values[1] : nullptr, count > 2 ? std::atoi(values[2]) : 5,
                count > 3 ? values[3] : "");
  return 0;
}
