#include "train/ShortRun.hpp"

#include <algorithm>
#include <future>

#include "core/Check.hpp"
#include "core/Stopwatch.hpp"
#include "formats/SparseRows.hpp"
#include "system/Device.hpp"
#include "train/DeviceClock.hpp"
#include "train/PartTimer.hpp"
#include "train/Trainer.hpp"

namespace friendly {
namespace {

using torch::Tensor;

constexpr std::int64_t kInnerIterations = 4;       // of FT, at the first step
constexpr std::int64_t kDifferentExamples = 1024;  // the others repeat them, which is quicker

Tensor random_inputs(const DataSize& data, std::int64_t count) {
  if (data.nonzero > 0) {
    const std::int64_t width = data.shape.front(), stored = std::min(data.nonzero, width);
    const Tensor columns = torch::arange(stored, torch::kInt64) * (width / stored);
    return sparse_rows(torch::arange(count + 1, torch::kInt64) * stored, columns.repeat({count}),
                       torch::rand({count * stored}), width);
  }
  std::vector<std::int64_t> shape = {std::min(count, kDifferentExamples)};
  shape.insert(shape.end(), data.shape.begin(), data.shape.end());
  return torch::rand(shape).index_select(0, torch::arange(count, torch::kInt64).remainder(shape[0]));
}

Examples random_examples(const DataSize& data, std::int64_t count) {
  return {random_inputs(data, count), torch::randint(data.classes, {count}, torch::kInt64)};
}

Dataset random_data(const DataSize& data, std::int64_t train, std::int64_t evaluated) {
  Dataset random;
  random.n_classes = data.classes;
  random.train = random_examples(data, train);
  random.valid = random_examples(data, evaluated - evaluated / 2);
  random.test = random_examples(data, evaluated / 2);
  return random;
}

// One pass of NFT's simplifier, and inner iterations of FT that no example leaves early.
std::vector<TrialSpec> shortened(std::vector<TrialSpec> specs, std::int64_t batch_size) {
  const bool simplifies = std::any_of(specs.begin(), specs.end(), [](const TrialSpec& spec) {
    return spec.method != "ct" && spec.ratio_simp > 0;
  });
  for (TrialSpec& spec : specs) {
    spec.epochs = 2;
    spec.batch_size = batch_size;
    spec.ratio_simp = simplifies ? 0.5 : 0;
    spec.scaling = "linear";
    spec.iterations_simp = spec.method == "ft" ? kInnerIterations : 1;
    spec.conf_thres = 1;
    spec.acc_thres = kUnset;
    spec.log_epochs.clear();
    spec.test_when = "epoch";
  }
  return specs;
}

PartMeans means_of(const PartTimer& timer, std::size_t replicas) {
  PartMeans means;
  means.step = timer.step.mean();
  means.pass_step = timer.pass_step.mean();
  means.evaluation = timer.evaluation.mean() * static_cast<double>(replicas);
  if (timer.simplified.count == 0) return means;
  const double more = timer.simplified.seconds - timer.simplified.count * means.step;
  if (timer.iterations > 0)
    means.iteration = std::max(more / timer.iterations, 0.0);
  else
    means.simplification = std::max(more / timer.simplified.count, 0.0);
  return means;
}

}  // namespace

ShortRunTimes time_short_run(const std::vector<TrialSpec>& specs, const DataSize& data, const ShortRun& run) {
  FRIENDLY_CHECK(run.device.is_cpu() || run.arrays == 1, "a thread's graphs exclude other threads' work");
  const std::int64_t batch_size = std::min(specs.front().batch_size, data.train);
  const auto short_specs = shortened(specs, batch_size);
  const Dataset random = random_data(data, run.minibatches * batch_size, run.evaluated);

  struct OneArray {
    PartMeans means;
    double evaluation = 0;
    std::int64_t memory = 0;
    double processor_share = 1;
  };
  const auto train = [&] {
    use_threads(run.threads);
    const Stopwatch clock;
    const double processor_before = processor_seconds();
    const DeviceClock device_clock(run.device);
    const auto runner = run.replays ? make_step_runner(run.device) : std::make_unique<StepRunner>();
    PartTimer timer(*runner, run.device.is_cpu() ? 0 : kRunsBeforeReplay,
                    [&] { return device_clock.seconds(); });
    RunOptions options;
    options.device = run.device;
    options.runner = &timer;
    options.hooks.should_stop = [&] {
      timer.on_question();
      return run.should_stop();
    };
    const auto outcomes = run_bundle(short_specs, random, options);
    const double share = (processor_seconds() - processor_before) / clock.seconds();
    return OneArray{means_of(timer, short_specs.size()), timer.evaluating, outcomes.front().result.memory,
                    share};
  };

  const Stopwatch watch;
  std::vector<std::future<OneArray>> others;
  for (int i = 1; i < run.arrays; ++i) others.push_back(std::async(std::launch::async, train));
  std::vector<OneArray> arrays = {std::async(std::launch::async, train).get()};
  for (auto& other : others) arrays.push_back(other.get());

  ShortRunTimes times;
  for (const OneArray& one : arrays) {
    times.arrays.push_back(one.means);
    times.processor_share = std::min(times.processor_share, one.processor_share);
    times.evaluation = std::max(times.evaluation, one.evaluation);
    times.memory = std::max(times.memory, one.memory);
  }
  if (run.device.is_cpu()) times.evaluation /= times.processor_share;
  times.training = watch.seconds() - times.evaluation;
  return times;
}

}  // namespace friendly
