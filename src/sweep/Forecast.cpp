#include "sweep/Forecast.hpp"

#include <algorithm>
#include <map>

#include "sweep/Simulation.hpp"
#include "sweep/Workload.hpp"

namespace friendly {
namespace {

// Bytes in the files of real sweeps (tests/bench/README.md).
constexpr double kJournalTrial = 1000, kJournalEpoch = 55;
constexpr double kResultTrial = 400, kResultEpoch = 45;

constexpr std::size_t kDataSetsKept = 2;  // by a rank's DatasetStore

double data_memory(const std::vector<Bundle>& bundles, const MemoryModel& memory) {
  std::map<std::string, double> most;  // by data set
  for (const Bundle& bundle : bundles) {
    const TrialSpec& spec = bundle.trials.front().spec;
    double& bytes = most[spec.dataset];
    bytes = std::max(bytes, memory.data(spec));
  }
  std::vector<double> sizes;
  for (const auto& [name, bytes] : most) sizes.push_back(bytes);
  std::sort(sizes.rbegin(), sizes.rend());
  double sum = 0;
  for (std::size_t i = 0; i < std::min(sizes.size(), kDataSetsKept); ++i) sum += sizes[i];
  return sum;
}

void predict_memory(const std::vector<Bundle>& bundles, const MemoryModel& memory, Forecast& forecast) {
  const Bundle* largest = nullptr;
  for (const Bundle& bundle : bundles)
    if (const double bytes = memory.predict(bundle); largest == nullptr || bytes > forecast.largest_memory) {
      largest = &bundle;
      forecast.largest_memory = bytes;
    }
  if (largest != nullptr) forecast.largest = *largest;
  forecast.data_memory = data_memory(bundles, memory);
}

void predict_disk(const std::vector<Bundle>& bundles, const MemoryModel& memory, int ranks,
                  Forecast& forecast) {
  double largest = 0;
  for (const Bundle& bundle : bundles) {
    const auto epochs = static_cast<double>(bundle.trials.front().spec.epochs);
    const auto trials = static_cast<double>(bundle.trials.size());
    forecast.disk.results += trials * (kResultTrial + epochs * kResultEpoch);
    forecast.disk.journal += trials * (kJournalTrial + epochs * kJournalEpoch);
    forecast.disk.classifiers += memory.classifiers(bundle);
    largest = std::max(largest, memory.checkpoint(bundle));
  }
  const auto at_once = std::min(static_cast<double>(ranks), static_cast<double>(bundles.size()));
  forecast.disk.checkpoints = 2 * largest * at_once;  // the last ones go when the next are complete
}

}  // namespace

void Experience::learn(const MeasuredArray& array) {
  costs.measured(costs.guess(array.bundle), array.seconds);
  memory.measured(array.bundle.trials.front().spec, array.replicas, array.memory);
}

void Experience::learn(const std::vector<const Bundle*>& bundles, const ArrayTimes& times) {
  for (const Bundle* bundle : bundles) {
    const DataSize data = costs.size_of(bundle->trials.front().spec);
    costs.measured(costs.guess(*bundle), workload_of(*bundle, data).seconds(times));
  }
}

std::vector<UnknownShape> unknown_shapes(const std::vector<Bundle>& bundles, const CostModel& costs) {
  std::map<std::string, UnknownShape> by_shape;
  for (const Bundle& bundle : bundles) {
    const CostModel::Guess guess = costs.guess(bundle);
    if (costs.knows(guess.shape)) continue;
    UnknownShape& shape = by_shape[guess.shape];
    shape.bundles.push_back(&bundle);
    shape.seconds += costs.predict(guess);
  }
  std::vector<UnknownShape> shapes;
  for (auto& [text, shape] : by_shape) shapes.push_back(std::move(shape));
  std::stable_sort(shapes.begin(), shapes.end(),
                   [](const auto& a, const auto& b) { return a.seconds > b.seconds; });
  return shapes;
}

Forecast forecast(std::vector<Bundle> bundles, const Experience& experience, int ranks) {
  Forecast forecast;
  forecast.bundles_left = bundles.size();
  predict_memory(bundles, experience.memory, forecast);
  predict_disk(bundles, experience.memory, ranks, forecast);
  double known = 0, all = 0;
  const auto seconds = [&](const Bundle& bundle) {
    const CostModel::Guess guess = experience.costs.guess(bundle);
    const double predicted = experience.costs.predict(guess);
    all += predicted;
    if (experience.costs.knows(guess.shape)) known += predicted;
    return predicted;
  };
  const SimulatedSweep sweep = simulate(Scheduler(std::move(bundles), experience.costs), ranks, seconds);
  forecast.seconds = sweep.seconds;
  forecast.utilisation = sweep.utilisation;
  forecast.measured_share = all > 0 ? known / all : 0;
  return forecast;
}

}  // namespace friendly
