#include "sweep/MemoryModel.hpp"

#include <algorithm>

namespace friendly {
namespace {

/// How many numbers a network keeps in memory.
struct Size {
  double parameters = 0;
  double activations = 0;  ///< per example, in training
  double evaluated = 0;    ///< per example, in evaluation (no graph)
  bool is_whole = true;    ///< activations are kept for all replicas at once, not for one at a time
};

constexpr double kPixels = 28 * 28;  // of the images for which sizes were measured

// Parameters follow from docs/method.md, "Networks".
Size classifier_size(const TrialSpec& spec, const DataSize& data) {
  const double pixels = data.pixels() / kPixels;
  if (spec.arch == "ff2") return {10e6 + 2500 * data.numbers(), 10e3, 10e3, false};
  if (spec.arch == "cnn") return {1.2e6 * pixels, 175e3 * pixels, 70e3 * pixels, false};
  if (spec.arch == "cnn2") return {0.73e6 * pixels, 160e3 * pixels, 70e3 * pixels, false};
  if (spec.arch == "resnet") return {11.2e6, 0.85e6 * pixels, 260e3 * pixels, false};
  return {10 * data.numbers(), 50, 50};
}

Size simplifier_size(const TrialSpec& spec, const DataSize& data) {
  if (spec.method != "nft" || spec.ratio_simp == 0) return {};
  if (spec.simplifier == "ff") return {512 * data.numbers(), 4 * data.numbers(), 0};
  const double width = static_cast<double>(spec.n_filters_base), pixels = data.pixels() / kPixels;
  if (spec.n_deep == 2) return {45 * width * width, 9.2e3 * width * pixels, 0, false};
  return {243 * width * width, 12.3e3 * width * pixels, 0, false};
}

// Parameters, their gradient and two moments; of the classifier also the best so far.
constexpr double kCopies = 4, kClassifierCopies = kCopies + 1;

// What a CPU evaluates at once of the networks whose activations count (Classifier::evaluation_batch()).
constexpr std::int64_t kEvaluated = 64;

double width_of(const TrialSpec& spec) {
  return spec.dtype == "float64" ? sizeof(double) : sizeof(float);
}

double width_of_activations(const TrialSpec& spec) {
  return spec.dtype == "bf16" ? 2 : width_of(spec);
}

double moments(const std::string& optimizer) {
  return optimizer == "sgdc+adam" || optimizer == "rmsprop" ? 1 : 2;
}

}  // namespace

double MemoryModel::guess(const TrialSpec& spec, double replicas) const {
  const DataSize data = sizes_(spec);
  const Size classifier = classifier_size(spec, data), simplifier = simplifier_size(spec, data);
  const double parameters = kClassifierCopies * classifier.parameters + kCopies * simplifier.parameters;
  const double training =
      static_cast<double>(spec.batch_size) * (classifier.activations + simplifier.activations);
  const double evaluation =
      static_cast<double>(std::min(spec.test_batch_size, kEvaluated)) * classifier.evaluated;
  const double at_once = classifier.is_whole && simplifier.is_whole ? replicas : 1;
  return width_of(spec) * replicas * parameters +
         width_of_activations(spec) * at_once * std::max(training, evaluation);
}

double MemoryModel::guess(const Bundle& bundle) const {
  return guess(bundle.trials.front().spec, static_cast<double>(bundle.trials.size()));
}

void MemoryModel::measured(const TrialSpec& spec, std::int64_t replicas, std::int64_t bytes) {
  double& most = excess_[shape_of(spec)];
  most = std::max(most, static_cast<double>(bytes) / guess(spec, static_cast<double>(replicas)));
}

double MemoryModel::predict(const Bundle& bundle) const {
  if (excess_.empty()) return guess(bundle);  // quicker than building the shape's text
  const auto found = excess_.find(shape_of(bundle.trials.front().spec));
  return (found == excess_.end() ? 1 : found->second) * guess(bundle);
}

double MemoryModel::data(const TrialSpec& spec) const {
  const DataSize size = sizes_(spec);
  const auto examples = static_cast<double>(size.train + size.valid + size.test);
  // Data are read as float32; arrays of float64 have a copy of their own.
  const double number = sizeof(float) + (spec.dtype == "float64" ? sizeof(double) : 0);
  if (size.nonzero == 0) return examples * size.numbers() * number;
  return examples * static_cast<double>(size.nonzero) * (number + sizeof(std::int64_t));  // and its column
}

double MemoryModel::classifiers(const Bundle& bundle) const {
  const TrialSpec& spec = bundle.trials.front().spec;
  return static_cast<double>(bundle.trials.size()) * classifier_size(spec, sizes_(spec)).parameters *
         width_of(spec);
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
