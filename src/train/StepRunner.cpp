#include "train/StepRunner.hpp"

#include <tuple>

#ifdef FRIENDLY_CUDA
#include "train/GraphRunner.hpp"
#endif

namespace friendly {

namespace {

auto members(const StepKind& kind) {
  return std::tie(kind.part, kind.examples, kind.simplifying, kind.iterations, kind.is_first_pass,
                  kind.training);
}

}  // namespace

bool operator<(const StepKind& a, const StepKind& b) {
  return members(a) < members(b);
}
bool operator==(const StepKind& a, const StepKind& b) {
  return members(a) == members(b);
}

void StepRunner::run(const std::vector<Tile>& tiles, const Step& step) {
  for (const Tile& tile : tiles) step.compute(tile);
}

std::unique_ptr<StepRunner> make_step_runner(const torch::Device& device) {
#ifdef FRIENDLY_CUDA
  if (device.is_cuda()) return std::make_unique<GraphRunner>(device);
#endif
  static_cast<void>(device);
  return std::make_unique<StepRunner>();
}

}  // namespace friendly
