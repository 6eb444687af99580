#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "train/Learner.hpp"

namespace friendly {

/// What a step is part of.
enum class Part { classifier, simplifier, evaluation };

/// All in which a tile's step differs from its other steps, except for numbers in tensors that keep their
/// place. Steps of one kind make the same calls of LibTorch with the same tensors.
struct StepKind {
  Part part = Part::classifier;
  std::int64_t examples = 0;     ///< in its minibatch, or in the piece that is scored
  std::int64_t simplifying = 0;  ///< replicas whose examples are simplified
  std::int64_t iterations = 0;   ///< FT's inner ones, at most
  bool is_first_pass = false;    ///< of the simplifier, in which the classifier is in training mode
  std::int64_t training = 0;     ///< simplifiers that are trained
};
bool operator<(const StepKind& a, const StepKind& b);
bool operator==(const StepKind& a, const StepKind& b);

/// A step of a training, or the evaluation of some examples, which is computed tile by tile.
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
  /// Whether steps are replayed, so that their tensors must keep their place, and tiles computed side by
  /// side.
  virtual bool replays() const { return false; }
};

/// How often a GraphRunner computes steps of a kind, the capture included, before it replays them.
inline constexpr int kRunsBeforeReplay = 4;

/// The runner that suits `device`: a GraphRunner on a GPU.
std::unique_ptr<StepRunner> make_step_runner(const torch::Device& device);

}  // namespace friendly
