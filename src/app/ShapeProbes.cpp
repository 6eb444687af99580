#include "app/ShapeProbes.hpp"

#include <algorithm>
#include <thread>

#include "core/Stopwatch.hpp"
#include "system/Memory.hpp"

namespace friendly {
namespace {

constexpr double kMemoryShare = 0.5;  // of this machine, for all arrays that train side by side
constexpr double kLeastSeconds = 0.1;

const Bundle& largest(const UnknownShape& shape) {
  return **std::max_element(shape.bundles.begin(), shape.bundles.end(),
                            [](const auto* a, const auto* b) { return a->trials.size() < b->trials.size(); });
}

int arrays_that_fit(const Bundle& bundle, const MemoryModel& memory, int wanted) {
  const double room = kMemoryShare * static_cast<double>(machine_memory()) / memory.predict(bundle);
  return std::clamp(static_cast<int>(std::min(room, 1e6)), 1, wanted);
}

}  // namespace

ShapeProbes probe_shapes(const std::vector<Bundle>& bundles, const ProbeOptions& options,
                         Experience& experience) {
  const Stopwatch watch;
  const std::vector<UnknownShape> shapes = unknown_shapes(bundles, experience.costs);
  double predicted = 0;  // of the shapes that are left
  for (const UnknownShape& shape : shapes) predicted += shape.seconds;
  ShapeProbes probes;
  for (const UnknownShape& shape : shapes) {
    const double left = options.seconds - watch.seconds();
    ProbeOptions one = options;
    one.seconds = left * shape.seconds / predicted;
    predicted -= shape.seconds;
    if (left < kLeastSeconds) break;
    const Bundle& bundle = largest(shape);
    one.arrays = arrays_that_fit(bundle, experience.memory, options.arrays);
    std::vector<TrialSpec> specs;
    for (const Trial& trial : bundle.trials) specs.push_back(trial.spec);
    const auto probe = probe_speed(specs, experience.costs.size_of(specs.front()), one);
    if (!probe) continue;
    experience.learn(shape.bundles, probe->times);
    if (probe->memory > 0) experience.memory.measured(specs.front(), probe->replicas, probe->memory);
    probes.processor_share = std::min(probes.processor_share, probe->processor_share);
    ++probes.measured;
  }
  probes.left = shapes.size() - probes.measured;
  probes.seconds = watch.seconds();
  return probes;
}

int ranks_here(int ranks, int threads, const torch::Device& device) {
  if (device.is_cuda()) return 1;
  const int processors = static_cast<int>(std::thread::hardware_concurrency());
  return std::clamp(ranks, 1, std::max(processors / threads, 1));
}

}  // namespace friendly
