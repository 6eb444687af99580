#pragma once
#include <torch/types.h>

#include <memory>
#include <string>
#include <vector>

#include "optim/Slots.hpp"

namespace friendly {

/// One of torch::optim's optimisers for an array of R replicas, with a learning rate and a weight decay per
/// replica. All other settings are PyTorch's defaults (docs/method.md, "Optimisers and schedules"). A step
/// walks parameters, gradients and moments once: one loop on a CPU, one kernel on a GPU.
class ArrayOptimizer {
 public:
  virtual ~ArrayOptimizer() = default;
  ArrayOptimizer(const ArrayOptimizer&) = delete;
  ArrayOptimizer& operator=(const ArrayOptimizer&) = delete;

  /// Updates the A replicas of `values` from `first` on in place with `gradients`, [A, shape...] per slot.
  /// Where `active` (bool [A]) is defined and false, neither the replica's values nor its optimiser state
  /// change.
  virtual void step(const Slots& values, const std::vector<torch::Tensor>& gradients, std::int64_t first = 0,
                    const torch::Tensor& active = {}) = 0;

  const std::vector<double>& learning_rates() const { return rates_; }
  void set_learning_rates(const std::vector<double>& rates);

  /// Everything that a checkpoint must hold besides the learning rates, [R, ...] each, sharing memory: the
  /// moments by slot, then the step counts [R, 1].
  std::vector<torch::Tensor> state() const;

 protected:
  ArrayOptimizer(const Slots& values, const std::vector<double>& rates,
                 const std::vector<double>& weight_decays, int moments);

  std::vector<double> rates_, decays_;
  std::vector<Slots> moments_;
  torch::Tensor steps_;                       ///< [R, 1], float64
  torch::Tensor rates_there_, decays_there_;  ///< float64 [R], on the device of the values

 private:
  torch::Tensor on_device(const std::vector<double>& numbers) const;
};

/// The optimiser called `name`: adam, adadelta, rmsprop or sgd (momentum 0.9), for parameters like `values`.
/// `rates` and `weight_decays` have one entry per replica.
std::unique_ptr<ArrayOptimizer> make_optimizer(const std::string& name, const Slots& values,
                                               const std::vector<double>& rates,
                                               const std::vector<double>& weight_decays);

}  // namespace friendly
