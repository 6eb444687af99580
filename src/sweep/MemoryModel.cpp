#include "sweep/MemoryModel.hpp"

#include <algorithm>

namespace friendly {
namespace {

/// How many numbers a network keeps in memory.
struct Size {
  double parameters = 0;
  double activations = 0;  ///< per example, in training
  double evaluated = 0;    ///< per example, in evaluation (no graph)
};

constexpr double kPixels = 28 * 28;  // of the images for which sizes were measured

// Parameters follow from docs/method.md, "Networks".
Size classifier_size(const TrialSpec& spec, const DataSize& data) {
  const double pixels = data.pixels() / kPixels;
  if (spec.arch == "ff2") return {10e6 + 2500 * data.numbers(), 50e3, 10e3};
  if (spec.arch == "cnn") return {1.2e6 * pixels, 80e3 * pixels, 96e3 * pixels};
  if (spec.arch == "cnn2") return {0.73e6 * pixels, 120e3 * pixels, 75e3 * pixels};
  if (spec.arch == "resnet") return {11.2e6, 1.7e6 * pixels, 260e3 * pixels};
  return {10 * data.numbers(), 50, 50};
}

Size simplifier_size(const TrialSpec& spec, const DataSize& data) {
  if (spec.method != "nft" || spec.ratio_simp == 0) return {};
  if (spec.simplifier == "ff") return {512 * data.numbers(), 4 * data.numbers(), 0};
  const double width = static_cast<double>(spec.n_filters_base), pixels = data.pixels() / kPixels;
  if (spec.n_deep == 2) return {45 * width * width, 10.6e3 * width * pixels, 0};
  return {243 * width * width, 13e3 * width * pixels, 0};
}

// Parameters, their gradient (per layer and flat), two moments and the update; of the classifier also the
// best so far.
constexpr double kCopies = 6, kClassifierCopies = kCopies + 1;

double width_of(const TrialSpec& spec) {
  return spec.dtype == "float64" ? sizeof(double) : sizeof(float);
}

double trial_memory(const TrialSpec& spec, const DataSize& data) {
  const Size classifier = classifier_size(spec, data), simplifier = simplifier_size(spec, data);
  const double parameters = kClassifierCopies * classifier.parameters + kCopies * simplifier.parameters;
  const double training =
      static_cast<double>(spec.batch_size) * (classifier.activations + simplifier.activations);
  const double evaluation = static_cast<double>(spec.test_batch_size) * classifier.evaluated;
  return width_of(spec) * (parameters + std::max(training, evaluation));
}

double moments(const std::string& optimizer) {
  return optimizer == "sgdc+adam" || optimizer == "rmsprop" ? 1 : 2;
}

}  // namespace

double MemoryModel::guess(const Bundle& bundle) const {
  const DataSize data = sizes_(bundle.trials.front().spec);
  double bytes = 0;
  for (const Trial& trial : bundle.trials) bytes += trial_memory(trial.spec, data);
  return bytes;
}

void MemoryModel::measured(const std::string& shape, std::int64_t replicas, std::int64_t bytes) {
  double& most = per_trial_[shape];
  most = std::max(most, static_cast<double>(bytes) / static_cast<double>(replicas));
}

double MemoryModel::predict(const Bundle& bundle) const {
  if (per_trial_.empty()) return guess(bundle);  // quicker than building the shape's text
  const auto found = per_trial_.find(shape_of(bundle.trials.front().spec));
  if (found == per_trial_.end()) return guess(bundle);
  return found->second * static_cast<double>(bundle.trials.size());
}

double MemoryModel::data(const TrialSpec& spec) const {
  const DataSize size = sizes_(spec);
  const auto examples = static_cast<double>(size.train + size.valid + size.test);
  // Data are read as float32; arrays of float64 have a copy of their own.
  const double number = sizeof(float) + (spec.dtype == "float64" ? sizeof(double) : 0);
  if (size.nonzero == 0) return examples * size.numbers() * number;
  return examples * static_cast<double>(size.nonzero) * (number + sizeof(std::int64_t));  // and its column
}

double MemoryModel::checkpoint(const Bundle& bundle) const {
  const DataSize data = sizes_(bundle.trials.front().spec);
  double numbers = 0;
  for (const Trial& trial : bundle.trials) {
    const TrialSpec& spec = trial.spec;
    numbers += (2 + moments(spec.optim)) * classifier_size(spec, data).parameters;  // the best so far, too
    numbers += (1 + moments(spec.optim == "sgdc+adam" ? "adam" : spec.optim)) *
               simplifier_size(spec, data).parameters;
  }
  return numbers * width_of(bundle.trials.front().spec);
}

}  // namespace friendly
