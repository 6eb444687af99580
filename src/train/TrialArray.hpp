#pragma once
#include <optional>
#include <vector>

#include "dataset/Dataset.hpp"
#include "train/DevelopmentalPlan.hpp"
#include "train/Learner.hpp"
#include "trial/TrialSpec.hpp"

namespace friendly {

/// Where in its training an array is. Passes count within an epoch: 0 is the classifier's, the others the
/// simplifier's.
struct Position {
  std::int64_t epoch = 0, pass = 0, minibatch = 0;
  std::int64_t step = 0;  ///< classifier steps since the start
};

/// Trials of one shape that are trained together. The replicas are in the order in which their simplification
/// ends, the last first: whoever still simplifies is a prefix, and the others cost the simplifier nothing.
struct TrialArray {
  /// `specs` are put into that order. Throws UserError if the networks do not fit the data.
  TrialArray(std::vector<TrialSpec> specs, const Dataset& data, const torch::Device& device);

  std::int64_t replicas() const { return static_cast<std::int64_t>(specs.size()); }
  /// How many replicas, from the first on, simplify at a classifier step.
  std::int64_t simplifying(std::int64_t step) const;
  /// The plan of the first `count` replicas at a classifier step.
  std::vector<double> scales(std::int64_t step, std::int64_t count) const;
  /// One number of each of the first `count` replicas, as a tensor [count] of the computation's type.
  torch::Tensor column(const std::vector<double>& numbers) const;
  template <class Number>
  torch::Tensor column(Number TrialSpec::*member, std::int64_t count) const {
    std::vector<double> numbers;
    for (std::int64_t r = 0; r < count; ++r) numbers.push_back(static_cast<double>(spec(r).*member));
    return column(numbers);
  }
  const TrialSpec& spec(std::int64_t replica) const { return specs[static_cast<std::size_t>(replica)]; }

  std::vector<TrialSpec> specs;
  std::vector<std::size_t> order;  ///< index of each replica's trial in the bundle
  std::vector<DevelopmentalPlan> plans;
  torch::TensorOptions options;  ///< dtype and device
  Learner<Classifier> classifier;
  std::optional<Learner<Simplifier>> simplifier;
  Position position;
};

/// Throws the UserError that training `spec` on `data` would end with: networks, schedule and minibatches
/// that do not fit. Costs no training and no memory.
void check_trainable(const TrialSpec& spec, const Dataset& data);

}  // namespace friendly
