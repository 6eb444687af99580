#pragma once
#include <torch/types.h>

#include <string>
#include <vector>

#include "optim/Slots.hpp"
#include "optim/UpdateRules.hpp"

namespace friendly {

/// One of torch::optim's optimisers for an array of R replicas, with a learning rate and a weight decay per
/// replica. All other settings are PyTorch's defaults (docs/method.md, "Optimisers and schedules").
class ArrayOptimizer {
 public:
  /// For parameters like `values`. `rule`: adam, adadelta, rmsprop or sgd (momentum 0.9). `rates` and
  /// `weight_decays` have one entry per replica.
  ArrayOptimizer(const std::string& rule, const Slots& values, const std::vector<double>& rates,
                 const std::vector<double>& weight_decays);

  /// Updates the A replicas of `values` from `first` on in place with `gradients`, [A, shape...] per slot.
  /// Where `active` (bool [A]) is defined and false, neither the replica's values nor its optimiser state
  /// change.
  void step(const Slots& values, const std::vector<torch::Tensor>& gradients, std::int64_t first = 0,
            const torch::Tensor& active = {});

  const std::vector<double>& learning_rates() const { return rates_; }
  void set_learning_rates(const std::vector<double>& rates);

  /// Everything that a checkpoint must hold besides the learning rates, [R, ...] each, sharing memory: the
  /// moments by slot, then the step counts [R, 1].
  std::vector<torch::Tensor> state() const;

 private:
  UpdateRule rule_;
  std::vector<double> rates_;
  std::vector<torch::Tensor> moments_;        ///< see ArrayUpdate
  torch::Tensor steps_;                       ///< [R, 1], float64
  torch::Tensor rates_there_, decays_there_;  ///< float64 [R], on the device of the values
};

}  // namespace friendly
