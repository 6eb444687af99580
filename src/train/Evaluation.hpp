#pragma once
#include <torch/types.h>

#include <vector>

#include "dataset/Dataset.hpp"
#include "train/Learner.hpp"

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
/// selection"). Losses are true means over the examples. Leaves the classifier in evaluation mode.
/// `batch_size` is the most that is scored at once; before each piece there is an interruption point
/// (core/Interruption.hpp).
Score score(Learner<Classifier>& classifier, const Examples& examples, std::int64_t batch_size);

/// The elements of a one-dimensional tensor of any type, on any device.
std::vector<double> numbers(const torch::Tensor& tensor);

}  // namespace friendly
