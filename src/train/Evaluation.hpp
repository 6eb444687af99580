#pragma once
#include <torch/types.h>

#include <vector>

#include "dataset/Dataset.hpp"
#include "train/Learner.hpp"

namespace friendly {

/// Cross-entropy of each example, [R, B], of logits [R, B, K] and labels [1 or R, B].
torch::Tensor example_losses(const torch::Tensor& logits, const torch::Tensor& labels);

/// Number of right predictions a replica, float64 [R].
torch::Tensor right_predictions(const torch::Tensor& logits, const torch::Tensor& labels);

/// Mean loss and accuracy of each replica on one part of the data.
struct Score {
  std::vector<double> loss, accuracy;
};

/// Scores on validation and test data.
struct Evaluation {
  Score valid, test;
};

/// Scores every replica on data that are never simplified, with the classifier left in evaluation mode
/// (docs/method.md, "Evaluation and model selection"). Losses are true means over the examples.
Evaluation evaluate(Learner<Classifier>& classifier, const Dataset& data, std::int64_t batch_size);

/// A one-dimensional tensor's numbers.
std::vector<double> numbers(const torch::Tensor& tensor);

}  // namespace friendly
