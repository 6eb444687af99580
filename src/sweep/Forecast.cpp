#include "sweep/Forecast.hpp"

#include "sweep/Bundling.hpp"
#include "sweep/MemoryModel.hpp"
#include "sweep/Simulation.hpp"

namespace friendly {
namespace {

void predict_memory(const std::vector<Bundle>& bundles, const std::vector<MeasuredArray>& measured,
                    Forecast& forecast) {
  MemoryModel memory;
  for (const MeasuredArray& array : measured)
    memory.measured(shape_of(array.bundle.trials.front().spec), array.replicas, array.memory);
  const Bundle* largest = nullptr;
  for (const Bundle& bundle : bundles)
    if (const double bytes = memory.predict(bundle); largest == nullptr || bytes > forecast.largest_memory) {
      largest = &bundle;
      forecast.largest_memory = bytes;
    }
  if (largest != nullptr) forecast.largest = *largest;
}

}  // namespace

Forecast forecast(std::vector<Bundle> bundles, const std::unordered_set<std::string>& finished,
                  const std::vector<MeasuredArray>& measured, int ranks) {
  bundles = unfinished(std::move(bundles), finished);
  Forecast forecast;
  forecast.bundles_left = bundles.size();
  forecast.is_measured = !measured.empty();
  predict_memory(bundles, measured, forecast);
  Scheduler scheduler(std::move(bundles));
  for (const MeasuredArray& array : measured) scheduler.learn(array.bundle, array.seconds);
  const CostModel costs = scheduler.costs();
  const auto seconds = [&](const Bundle& bundle) {
    return CostModel::guess(bundle) * costs.correction(shape_of(bundle.trials.front().spec));
  };
  const SimulatedSweep sweep = simulate(std::move(scheduler), ranks, seconds);
  forecast.seconds = sweep.seconds;
  forecast.utilisation = sweep.utilisation;
  return forecast;
}

}  // namespace friendly
