#pragma once
#include <vector>

#include "train/InnerIteration.hpp"
#include "train/Method.hpp"

namespace friendly {

/// FT: each minibatch is moved down the classifier's own loss before the classifier is updated on it
/// (docs/method.md, "FT"). A replica that is computed alone does without the examples that have left; in an
/// array, examples and replicas that are finished are masked.
class FriendlyTraining : public Method {
 public:
  FriendlyTraining(TrialArray& array, Observer& observer);

  void start_epoch() override;
  void start_step() override { limits_.select(array_.position.minibatch); }
  StepKind step_kind(const Tile& tile) const override;
  ClassifierInput prepare(const Tile& tile, const Minibatch& batch) override;
  void finish_epoch(std::vector<EpochRecord>& records) override;
  std::vector<torch::Tensor> tensors() override { return {sums_.t()}; }

 private:
  /// A minibatch while it is being simplified, for the A replicas of a tile that simplify at this step.
  struct Inner {
    Tile tile;             ///< of these replicas
    std::int64_t most;     ///< limit of iterations of those that have the highest
    torch::Tensor limits;  ///< [A]: of iterations
    torch::Tensor inputs;  ///< [A, B', ...]: of the examples that are still computed
    torch::Tensor labels;  ///< [1 or A, B']
    InnerProgress progress;
    torch::Tensor places;  ///< int64 [B']: where they are in the minibatch
    torch::Tensor result;  ///< [A, B, ...]: the minibatch, with the examples that are not computed any more
    std::vector<torch::Tensor>
        gradients;  ///< [A, shape...] per slot: of the last iteration's loss by the weights
  };

  /// Limit of a replica's inner iterations at classifier step `step`.
  double limit(std::int64_t step, std::int64_t replica) const;
  /// The highest limit of the tile's replicas at this step.
  std::int64_t most_iterations(const Tile& tile) const;
  /// Runs iteration `index`; returns false if it was the last one of all replicas as far as one may look.
  bool iterate(Inner& inner, std::int64_t index) const;
  /// Moves the examples that have left from what is computed to the result.
  static void set_aside_left(Inner& inner);

  torch::Tensor thresholds_;  ///< [R], of the confidence; -1: no confidence is needed
  torch::Tensor step_sizes_;  ///< [R]
  StepTable limits_;          ///< [steps, R], of iterations in this epoch
  torch::Tensor sums_;  ///< [4, R], float64: last index, share that left, squared perturbation, minibatches
};

}  // namespace friendly
