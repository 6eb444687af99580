#pragma once
#include <torch/types.h>

#include <memory>
#include <string>
#include <vector>

namespace friendly {

/// One of torch::optim's optimisers for an array of R replicas: it updates a flat buffer [R, P] at once, with
/// a learning rate and a weight decay per replica. All other settings are PyTorch's defaults (docs/method.md,
/// "Optimisers and schedules").
class ArrayOptimizer {
 public:
  virtual ~ArrayOptimizer() = default;
  ArrayOptimizer(const ArrayOptimizer&) = delete;
  ArrayOptimizer& operator=(const ArrayOptimizer&) = delete;

  /// Updates `values` [A, P], the rows of the first A replicas, in place with `gradient` [A, P]. Where
  /// `active` (bool [A, 1]) is defined and false, neither the replica's values nor its optimiser state
  /// change.
  void step(torch::Tensor values, const torch::Tensor& gradient, const torch::Tensor& active = {});

  const std::vector<double>& learning_rates() const { return rates_; }
  void set_learning_rates(const std::vector<double>& rates);

  /// Everything that a checkpoint must hold besides the learning rates: [R, ...] each.
  std::vector<torch::Tensor>& state() { return state_; }

 protected:
  ArrayOptimizer(const torch::Tensor& values, const std::vector<double>& rates,
                 const std::vector<double>& weight_decays, std::size_t moments);

  /// The update itself. `decayed` [A, P] is the gradient with weight decay added; `moments` are the replicas'
  /// rows of state(); `rates` and `steps` (float64, counted from 1) are [A, 1].
  virtual void update(torch::Tensor& values, const torch::Tensor& decayed,
                      std::vector<torch::Tensor>& moments, const torch::Tensor& rates,
                      const torch::Tensor& steps) = 0;

 private:
  std::vector<double> rates_;
  torch::Tensor rate_tensor_, decay_tensor_;
  std::vector<torch::Tensor> state_;  ///< the moments [R, P], then the step counts [R, 1]
};

/// The optimiser called `name`: adam, adadelta, rmsprop or sgd (momentum 0.9). `values` is the flat buffer
/// [R, P]; `rates` and `weight_decays` have one entry per replica.
std::unique_ptr<ArrayOptimizer> make_optimizer(const std::string& name, const torch::Tensor& values,
                                               const std::vector<double>& rates,
                                               const std::vector<double>& weight_decays);

}  // namespace friendly
