#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "train/Learner.hpp"

namespace friendly {

/// All in which a tile's step differs from its other steps, except for numbers in tensors that keep their
/// place. Steps of one kind make the same calls of LibTorch with the same tensors.
using StepKind = std::vector<std::int64_t>;

/// A step of a training, which is computed tile by tile.
struct Step {
  std::function<StepKind(const Tile&)> kind;
  std::function<void(const Tile&)> compute;
};

/// How steps are computed: here simply one tile after the other.
class StepRunner {
 public:
  StepRunner() = default;
  virtual ~StepRunner() = default;
  StepRunner(const StepRunner&) = delete;
  StepRunner& operator=(const StepRunner&) = delete;

  virtual void run(const std::vector<Tile>& tiles, const Step& step);
};

/// The runner that suits `device`: with `graphs` a GraphRunner on a GPU.
std::unique_ptr<StepRunner> make_step_runner(const torch::Device& device, bool graphs);

}  // namespace friendly
