#include "sweep/CostModel.hpp"

namespace friendly {
namespace {

constexpr double kExamples = 5e4;           // roughly the size of most of the paper's data sets
constexpr double kMegaMacsPerSecond = 5e3;  // one CPU core, small batches

// Millions of multiply-adds for the forward pass of one 28 × 28 example (docs/method.md, "Networks"), plus an
// overhead for each example that does not depend on the network.
double classifier_cost(const TrialSpec& spec) {
  constexpr double overhead = 0.1;
  if (spec.arch == "ff2") return overhead + 12;
  if (spec.arch == "cnn") return overhead + 12;
  if (spec.arch == "cnn2") return overhead + 29;
  if (spec.arch == "resnet") return overhead + 557;
  return overhead;
}

double simplifier_cost(const TrialSpec& spec) {
  if (spec.simplifier == "ff") return 0.4;
  const double width = static_cast<double>(spec.n_filters_base) / 64;
  return (spec.n_deep == 2 ? 100 : 217) * width * width;
}

// An update costs about as much as three forward passes.
double epoch_cost(const TrialSpec& spec) {
  const double classifier = classifier_cost(spec);
  const double iterations = static_cast<double>(spec.iterations_simp);
  double simplifying = 0;
  if (spec.method == "ft") simplifying = 2 * iterations * classifier;
  if (spec.method == "nft")
    simplifying = simplifier_cost(spec) + iterations * (3 * simplifier_cost(spec) + 2 * classifier);
  return 3 * classifier + spec.ratio_simp * simplifying;
}

}  // namespace

double CostModel::guess(const Bundle& bundle) {
  double cost = 0;
  for (const Trial& trial : bundle.trials)
    cost += static_cast<double>(trial.spec.epochs) * epoch_cost(trial.spec);
  return cost * kExamples / kMegaMacsPerSecond;
}

double CostModel::correction(const std::string& shape) const {
  const auto found = shapes_.find(shape);
  const Total& total = found != shapes_.end() ? found->second : all_;
  return total.guessed > 0 ? total.seconds / total.guessed : 1;
}

void CostModel::measured(const std::string& shape, double guessed, double seconds) {
  for (Total* total : {&shapes_[shape], &all_}) {
    total->guessed += guessed;
    total->seconds += seconds;
  }
}

}  // namespace friendly
