#pragma once
#include <torch/types.h>

#include <map>
#include <vector>

#include "dataset/Dataset.hpp"
#include "train/Learner.hpp"
#include "train/StepRunner.hpp"

namespace friendly {

/// Mean loss and accuracy on one part of the data.
struct Score {
  std::vector<double> loss, accuracy;  ///< by replica
};

/// Scores on validation and test data.
struct Evaluation {
  Score valid, test;  ///< test: empty if test data were not scored
};

/// Scores every replica on examples that are never simplified (docs/method.md, "Evaluation and model
/// selection").
class Scorer {
 public:
  Scorer(Learner<Classifier>& classifier, StepRunner& runner);

  /// Losses are true means over the examples. Leaves the classifier in evaluation mode. `batch_size` is the
  /// most that is scored at once; before each piece there is an interruption point (core/Interruption.hpp).
  Score operator()(const Examples& examples, std::int64_t batch_size);

 private:
  std::vector<std::vector<Tile>> groups() const;
  void select(const Examples& examples, std::int64_t first, std::int64_t size);
  void add(const Tile& tile);

  Learner<Classifier>& classifier_;
  StepRunner& runner_;
  torch::Tensor inputs_, labels_;            ///< of the piece
  std::map<std::int64_t, Examples> places_;  ///< by size of the piece: where it lies if steps are replayed
  torch::Tensor sums_;                       ///< losses and right predictions, float64 [2, R]
};

/// The elements of a one-dimensional tensor of any type, on any device.
std::vector<double> numbers(const torch::Tensor& tensor);

}  // namespace friendly
