#pragma once
#include <torch/types.h>

#include <cstdint>
#include <vector>

#include "dataset/Dataset.hpp"
#include "train/Learner.hpp"
#include "train/StepTable.hpp"
#include "trial/TrialSpec.hpp"

namespace friendly {

/// Inputs [1 or A, B, ...] and labels [1 or A, B]: a leading 1 where all replicas see the same examples.
struct Minibatch {
  torch::Tensor inputs, labels;

  std::int64_t size() const { return labels.size(1); }
};

/// The training set in minibatches, in a new random order for each pass. The order depends on `seed`, `run`,
/// epoch and pass alone, so replicas of one run see the same minibatches under every method, and a resumed
/// pass sees those that it would have seen without the interruption. Augmentation is drawn likewise
/// (docs/method.md, "Evaluation and model selection").
class Minibatches {
 public:
  /// `examples` are on the device of the computation. Without `shuffle` they keep their order.
  Minibatches(const Examples& examples, const std::vector<TrialSpec>& replicas, bool shuffle);

  /// Minibatches per pass; the last may be short.
  std::int64_t count() const { return (examples_.size() + batch_size_ - 1) / batch_size_; }
  /// Size of the last minibatch.
  std::int64_t last_size() const { return examples_.size() - (count() - 1) * batch_size_; }

  /// Draws the orders of a pass; pass 0 is the classifier's, the others are the simplifier's.
  /// The first minibatch is selected.
  void start_pass(std::int64_t epoch, std::int64_t pass);
  /// From now on get() gives minibatch `index` of the pass.
  void select(std::int64_t index);
  /// Examples in the selected minibatch.
  std::int64_t selected_size() const { return selected_size_; }

  /// The selected minibatch for the replicas of `tile`.
  Minibatch get(const Tile& tile) const;

 private:
  /// Brings numbers of each position in an order, [runs, N, ...], to the device, minibatch by minibatch.
  void set_by_minibatch(StepTable& table, const torch::Tensor& numbers) const;
  /// Images [N, C, H, W] padded by 4, cropped and flipped by `choices` [N, 3]: row, column and flip of each.
  torch::Tensor augmented(const torch::Tensor& images, const torch::Tensor& choices) const;

  Examples examples_;
  std::int64_t batch_size_, seed_;
  bool shuffle_, augment_;
  std::vector<std::int64_t> runs_;  ///< distinct
  torch::Tensor run_of_replica_;    ///< [R], indices into runs_
  StepTable orders_;                ///< [steps, runs, B]
  StepTable augmentations_;         ///< [steps, runs, B, 3]: row, column and flip of each position
  std::int64_t selected_size_ = 0;
};

}  // namespace friendly
