#pragma once
#include <torch/types.h>

#include <memory>
#include <string>
#include <vector>

namespace friendly {

/// An optimiser of torch::optim for an array of R replicas: one update of a flat buffer [R, P], with learning
/// rates and weight decays of length R. The other settings are PyTorch's defaults.
class ArrayOptimizer {
 public:
  virtual ~ArrayOptimizer() = default;
  ArrayOptimizer(const ArrayOptimizer&) = delete;
  ArrayOptimizer& operator=(const ArrayOptimizer&) = delete;

  /// Moves `values` [A, P], the first A replicas' rows, along `gradient` [A, P]. Where `active` (bool [A, 1])
  /// is given and false, nothing of that replica changes, its optimiser state neither.
  void step(torch::Tensor values, const torch::Tensor& gradient, const torch::Tensor& active = {});

  const std::vector<double>& learning_rates() const { return rates_; }
  void set_learning_rates(const std::vector<double>& rates);

  /// Everything that a checkpoint has to hold, besides the learning rates: [R, ...] each.
  std::vector<torch::Tensor>& state() { return state_; }

 protected:
  ArrayOptimizer(const torch::Tensor& values, const std::vector<double>& rates,
                 const std::vector<double>& weight_decays, std::size_t moments);

  /// The update itself. `decayed` is the gradient with weight decay, `moments` the state's rows of the
  /// replicas, `rates` and `steps` (float64, 1-based) are [A, 1].
  virtual void update(torch::Tensor& values, const torch::Tensor& decayed,
                      std::vector<torch::Tensor>& moments, const torch::Tensor& rates,
                      const torch::Tensor& steps) = 0;

 private:
  std::vector<double> rates_;
  torch::Tensor rate_tensor_, decay_tensor_;
  std::vector<torch::Tensor> state_;  ///< the moments [R, P], then the step counts [R, 1]
};

/// `name`: adam, adadelta, rmsprop or sgd (momentum 0.9). `values` is the flat buffer [R, P].
std::unique_ptr<ArrayOptimizer> make_optimizer(const std::string& name, const torch::Tensor& values,
                                               const std::vector<double>& rates,
                                               const std::vector<double>& weight_decays);

}  // namespace friendly
