#pragma once
#include <vector>

#include "train/Method.hpp"

namespace friendly {

/// FT: each minibatch is moved down the classifier's own loss before the classifier is updated on it
/// (docs/method.md, "FT"). Shapes stay fixed: examples and replicas that are finished are masked.
class FriendlyTraining : public Method {
 public:
  FriendlyTraining(TrialArray& array, Observer& observer);

  ClassifierInput prepare(const Minibatch& batch) override;
  void finish_epoch(std::vector<EpochRecord>& records) override;
  std::vector<torch::Tensor> tensors() override { return {sums_}; }

 private:
  /// A minibatch while it is being simplified, for the replicas [A] that simplify at all.
  struct Inner {
    torch::Tensor inputs;      ///< [A, B, ...]
    torch::Tensor labels;      ///< [A, B]
    torch::Tensor left;        ///< bool [A, B]: predicted well enough
    torch::Tensor gradient;    ///< flat [A, P]: of the last iteration's loss by the weights
    torch::Tensor last_index;  ///< float64 [A]: of the last iteration
  };

  /// Allowed inner iterations of each of the first `count` replicas.
  std::vector<double> limits(std::int64_t count) const;
  /// Runs one iteration; false when it was the last one.
  bool iterate(Inner& inner, std::int64_t index, const torch::Tensor& limits) const;
  /// Whether each example, given its logits, is predicted well enough to leave: bool [A, B].
  torch::Tensor leaving(const torch::Tensor& logits, const torch::Tensor& labels) const;

  torch::Tensor sums_;  ///< [4, R], float64: last index, share left, squared perturbation, minibatches
};

}  // namespace friendly
