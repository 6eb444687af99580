#include "sweep/Forecast.hpp"

#include <algorithm>
#include <functional>
#include <map>

#include "sweep/Simulation.hpp"
#include "sweep/Workload.hpp"

namespace friendly {
namespace {

// Bytes in the files of real sweeps (tests/bench/README.md).
constexpr double kJournalTrial = 1000, kJournalEpoch = 55;
constexpr double kResultTrial = 400, kResultEpoch = 45;
// A logged epoch of two moons, or of images of 28 x 28.
constexpr double kJournalLogged = 20e3, kResultLogged = 35e3;

constexpr std::size_t kDataSetsKept = 2;  // by a rank's DatasetStore

using Bundles = std::vector<const Bundle*>;

double data_memory(const Bundles& bundles, const MemoryModel& memory) {
  std::map<std::string, double> most;  // by data set
  for (const Bundle* bundle : bundles) {
    const TrialSpec& spec = bundle->trials.front().spec;
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

void predict_memory(const Bundles& bundles, const MemoryModel& memory, Forecast& forecast) {
  const Bundle* largest = nullptr;
  for (const Bundle* bundle : bundles)
    if (const double bytes = memory.predict(*bundle); largest == nullptr || bytes > forecast.largest_memory) {
      largest = bundle;
      forecast.largest_memory = bytes;
    }
  if (largest != nullptr) forecast.largest = *largest;
  forecast.data_memory = data_memory(bundles, memory);
}

void predict_disk(const Bundles& bundles, const MemoryModel& memory, int ranks, Forecast& forecast) {
  double largest = 0;
  for (const Bundle* bundle : bundles) {
    const TrialSpec& spec = bundle->trials.front().spec;
    const auto epochs = static_cast<double>(spec.epochs);
    const auto logged = static_cast<double>(std::count_if(spec.log_epochs.begin(), spec.log_epochs.end(),
                                                          [&](auto epoch) { return epoch < spec.epochs; }));
    const auto trials = static_cast<double>(bundle->trials.size());
    forecast.disk.results += trials * (kResultTrial + epochs * kResultEpoch + logged * kResultLogged);
    forecast.disk.journal += trials * (kJournalTrial + epochs * kJournalEpoch + logged * kJournalLogged);
    forecast.disk.classifiers += memory.classifiers(*bundle);
    largest = std::max(largest, memory.checkpoint(*bundle));
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

Forecast forecast(std::vector<Bundle> bundles, const Experience& experience, int ranks,
                  const RacesAhead& races) {
  Forecast forecast;
  Bundles all;
  for (const Bundle& bundle : bundles) all.push_back(&bundle);
  for (const Bundle& bundle : races.bundles) all.push_back(&bundle);
  forecast.bundles_left = all.size();
  predict_memory(all, experience.memory, forecast);
  predict_disk(all, experience.memory, ranks, forecast);
  if (races.racing.races.pause())
    for (const Bundle& bundle : races.bundles)
      forecast.disk.checkpoints += experience.memory.checkpoint(bundle);
  double known = 0, predicted_in_all = 0;
  const auto seconds = [&](const Bundle& bundle) {
    const CostModel::Guess guess = experience.costs.guess(bundle);
    const double predicted = experience.costs.predict(guess);
    predicted_in_all += predicted;
    if (experience.costs.knows(guess.shape)) known += predicted;
    return predicted;
  };
  const Scheduler scheduler(std::move(bundles), experience.costs);
  const auto seconds_alone = [&](const Trial& trial) { return experience.costs.predict(Bundle{0, {trial}}); };
  // Keys are digests, so their order has nothing to do with how long trials take.
  const auto by_chance = [](const Trial& trial) {
    return static_cast<double>(std::hash<std::string>()(trial.key) % 1000003) / 1000003;
  };
  const SimulatedSweep sweep = simulate(scheduler, ranks, seconds, races.racing, by_chance);
  forecast.seconds = forecast.least_seconds = forecast.most_seconds = sweep.seconds;
  forecast.utilisation = sweep.utilisation;
  forecast.measured_share = predicted_in_all > 0 ? known / predicted_in_all : 0;
  if (races.bundles.empty()) return forecast;
  const auto shorter = [&](const Trial& trial) { return -seconds_alone(trial); };
  forecast.least_seconds = simulate(scheduler, ranks, seconds, races.racing, shorter).seconds;
  forecast.most_seconds = simulate(scheduler, ranks, seconds, races.racing, seconds_alone).seconds;
  return forecast;
}

}  // namespace friendly
