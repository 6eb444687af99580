#pragma once
#include <torch/types.h>

#include <cstdint>
#include <vector>

#include "train/Learner.hpp"

namespace friendly {

/// A copy of each replica's classifier as it was at the best epoch so far: parameters and running statistics.
class BestClassifiers {
 public:
  /// Refers to `classifier`, of which nothing is kept yet.
  explicit BestClassifiers(Learner<Classifier>& classifier);

  /// Keeps the replica's classifier as it is now.
  void keep(std::int64_t replica);
  /// Replaces the replica's classifier by the one that was kept.
  void put_back(std::int64_t replica);

  /// What is kept, [R, ...] each, sharing memory.
  const std::vector<torch::Tensor>& tensors() const { return kept_; }

 private:
  std::vector<torch::Tensor> current_, kept_;
};

}  // namespace friendly
