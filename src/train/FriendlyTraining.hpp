#pragma once
#include <vector>

#include "train/Method.hpp"

namespace friendly {

/// FT: each minibatch is moved down the classifier's own loss before the classifier is updated on it
/// (docs/method.md, "FT"). Tensor shapes are fixed; examples and replicas that are finished are masked.
class FriendlyTraining : public Method {
 public:
  FriendlyTraining(TrialArray& array, Observer& observer);

  ClassifierInput prepare(const Minibatch& batch) override;
  void finish_epoch(std::vector<EpochRecord>& records) override;
  std::vector<torch::Tensor> tensors() override { return {sums_.t()}; }

 private:
  /// A minibatch while it is being simplified, for the A replicas that simplify at this step.
  struct Inner {
    torch::Tensor inputs;  ///< [A, B, ...]
    torch::Tensor labels;  ///< [A, B]
    torch::Tensor left;    ///< bool [A, B]: examples that were predicted well enough and have left
    std::vector<torch::Tensor>
        gradients;             ///< [A, shape...] per slot: of the last iteration's loss by the weights
    torch::Tensor last_index;  ///< float64 [A]: index of the last iteration
  };

  /// Limit of inner iterations of each of the first `count` replicas.
  std::vector<double> limits(std::int64_t count) const;
  /// Runs iteration `index`; returns false if it was the last one of all replicas.
  bool iterate(Inner& inner, std::int64_t index, const torch::Tensor& limits) const;
  /// Which examples, given their logits, are predicted well enough to leave: bool [A, B].
  torch::Tensor leaving(const torch::Tensor& logits, const torch::Tensor& labels) const;

  torch::Tensor sums_;  ///< [4, R], float64: last index, share that left, squared perturbation, minibatches
};

}  // namespace friendly
