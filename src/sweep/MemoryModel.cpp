#include "sweep/MemoryModel.hpp"

#include <algorithm>

namespace friendly {
namespace {

/// How many numbers a network keeps in memory.
struct Size {
  double parameters;
  double activations;  ///< per example, in training
  double evaluated;    ///< per example, in evaluation (no graph)
};

// Parameters follow from docs/method.md, "Networks"; the others were measured.
Size classifier_size(const TrialSpec& spec) {
  if (spec.arch == "ff2") return {12e6, 50e3, 10e3};
  if (spec.arch == "cnn") return {1.2e6, 80e3, 96e3};
  if (spec.arch == "cnn2") return {0.73e6, 120e3, 75e3};
  if (spec.arch == "resnet") return {11.2e6, 1.7e6, 260e3};
  return {8e3, 50, 50};
}

Size simplifier_size(const TrialSpec& spec) {
  if (spec.method != "nft" || spec.ratio_simp == 0) return {0, 0, 0};
  if (spec.simplifier == "ff") return {0.4e6, 3e3, 0};
  const double width = static_cast<double>(spec.n_filters_base);
  if (spec.n_deep == 2) return {45 * width * width, 10.6e3 * width, 0};
  return {243 * width * width, 13e3 * width, 0};
}

// Parameters, their gradient (per layer and flat), two moments and the update.
constexpr double kCopies = 6;

double trial_memory(const TrialSpec& spec) {
  const Size classifier = classifier_size(spec), simplifier = simplifier_size(spec);
  const double parameters = kCopies * (classifier.parameters + simplifier.parameters);
  const double training =
      static_cast<double>(spec.batch_size) * (classifier.activations + simplifier.activations);
  const double evaluation = static_cast<double>(spec.test_batch_size) * classifier.evaluated;
  const double width = spec.dtype == "float64" ? sizeof(double) : sizeof(float);
  return width * (parameters + std::max(training, evaluation));
}

}  // namespace

double MemoryModel::guess(const Bundle& bundle) {
  double bytes = 0;
  for (const Trial& trial : bundle.trials) bytes += trial_memory(trial.spec);
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

}  // namespace friendly
