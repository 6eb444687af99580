#include "sweep/CostModel.hpp"

#include <fmt/format.h>

#include "sweep/Workload.hpp"

namespace friendly {
namespace {

constexpr double kMegaMacsPerSecond = 2e4;  // one CPU core, small batches
constexpr double kStepOverhead = 5e-4;      // seconds, however small the networks
constexpr double kReplicaOverhead = 2e-5;   // seconds a step for each replica more
constexpr double kPixels = 28 * 28;         // of the images for which costs are given

// Millions of multiply-adds for the forward pass of one example (docs/method.md, "Networks").
double classifier_cost(const TrialSpec& spec, const DataSize& data) {
  if (spec.arch == "ff2") return 2500e-6 * data.numbers() + 10;
  if (spec.arch == "cnn") return 12 * data.pixels() / kPixels;
  if (spec.arch == "cnn2") return 29 * data.pixels() / kPixels;
  if (spec.arch == "resnet") return 557 * data.pixels() / kPixels;
  return 10e-6 * data.numbers();
}

double simplifier_cost(const TrialSpec& spec, const DataSize& data) {
  if (spec.simplifier == "unet") {
    const double width = static_cast<double>(spec.n_filters_base) / 64;
    return (spec.n_deep == 2 ? 100 : 217) * width * width * data.pixels() / kPixels;
  }
  double before = data.numbers(), cost = 0;
  for (const std::int64_t width :
       spec.hidden.empty() ? IntList{256, static_cast<std::int64_t>(before)} : spec.hidden) {
    cost += before * static_cast<double>(width) * 1e-6;
    before = static_cast<double>(width);
  }
  return cost;
}

// An update costs about as much as three forward passes, a gradient by the inputs as much as two.
ArrayTimes guessed_times(const TrialSpec& spec, const DataSize& data) {
  const double classifier = classifier_cost(spec, data) / kMegaMacsPerSecond,
               batch = static_cast<double>(spec.batch_size);
  const auto step = [&](double each) { return PartTime{kStepOverhead, kReplicaOverhead + batch * each}; };
  ArrayTimes times;
  times.step = step(3 * classifier);
  times.evaluation.each = classifier;
  times.evaluation.fixed = kStepOverhead / static_cast<double>(spec.test_batch_size);
  if (spec.method == "eef") times.simplification = step(0);
  if (spec.method == "ft") {
    times.simplification = step(0);
    times.iteration = step(3 * classifier);
  }
  if (spec.method == "nft") {
    const double simplifier = simplifier_cost(spec, data) / kMegaMacsPerSecond;
    times.simplification = step(simplifier);
    times.pass_step = step(3 * simplifier + 2 * classifier);
  }
  return times;
}

std::string networks_of(const TrialSpec& spec) {
  std::string text = fmt::format("{} {} {}", spec.method, spec.arch, spec.dtype);
  if (spec.method != "nft") return text;
  if (spec.simplifier == "ff") return text + fmt::format(" ff {}", fmt::join(spec.hidden, " "));
  return text + fmt::format(" unet {} {}", spec.n_deep, spec.n_filters_base);
}

}  // namespace

DataSize typical_data(const TrialSpec&) {
  return {10000, 2000, 50000, {1, 28, 28}, 10};
}

CostModel::Guess CostModel::guess(const Bundle& bundle) const {
  const TrialSpec& spec = bundle.trials.front().spec;
  const DataSize data = sizes_(spec);
  return {shape_of(spec), networks_of(spec), workload_of(bundle, data).seconds(guessed_times(spec, data))};
}

double CostModel::correction(const Guess& guess) const {
  const auto shape = shapes_.find(guess.shape);
  const auto networks = networks_.find(guess.networks);
  const Total& total = shape != shapes_.end()        ? shape->second
                       : networks != networks_.end() ? networks->second
                                                     : all_;
  return total.guessed > 0 ? total.seconds / total.guessed : 1;
}

void CostModel::measured(const Guess& guess, double seconds) {
  for (Total* total : {&shapes_[guess.shape], &networks_[guess.networks], &all_}) {
    total->guessed += guess.seconds;
    total->seconds += seconds;
  }
}

}  // namespace friendly
