#include "train/StepRunner.hpp"

#ifdef FRIENDLY_CUDA
#include "train/GraphRunner.hpp"
#endif

namespace friendly {

void StepRunner::run(const std::vector<Tile>& tiles, const Step& step) {
  for (const Tile& tile : tiles) step.compute(tile);
}

std::unique_ptr<StepRunner> make_step_runner(const torch::Device& device, bool graphs) {
#ifdef FRIENDLY_CUDA
  if (device.is_cuda() && graphs) return std::make_unique<GraphRunner>(device);
#endif
  static_cast<void>(device), static_cast<void>(graphs);
  return std::make_unique<StepRunner>();
}

}  // namespace friendly
