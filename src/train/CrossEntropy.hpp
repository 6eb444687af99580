#pragma once
#include <torch/types.h>

namespace friendly {

/// Mean loss of each replica.
struct MeanLoss {
  torch::Tensor values;           ///< [R]
  torch::Tensor logit_gradients;  ///< of its sum over the replicas by the logits, [R, B, K]
};

/// The cross-entropy of an array's predictions. It comes with its gradient, so that neither the loss nor what
/// is counted along with it costs a graph; one loop or kernel computes each (train/CrossEntropyRules.hpp).
class CrossEntropy {
 public:
  /// `logits` [R, B, K], `labels` [1 or R, B].
  CrossEntropy(const torch::Tensor& logits, const torch::Tensor& labels);

  /// Of each example, [R, B].
  const torch::Tensor& losses() const { return losses_; }
  /// Whether each example is predicted correctly, bool [R, B].
  const torch::Tensor& right() const { return right_; }
  /// Number of correct predictions per replica, float64 [R].
  torch::Tensor right_predictions() const { return right_.sum(1, false, torch::kFloat64); }
  /// Over the examples that `mask` [R, B] selects, or over all if it is undefined; 0 where it selects none.
  MeanLoss mean(const torch::Tensor& mask = {}) const;

 private:
  torch::Tensor labels_, shares_, losses_, right_;
};

}  // namespace friendly
