#pragma once
#include <torch/types.h>

#include <memory>
#include <string>
#include <vector>

#include "net/Network.hpp"
#include "optim/ArrayOptimizer.hpp"
#include "optim/FlatParameters.hpp"

namespace friendly {

/// How the networks of an array are initialised and optimised; one entry a replica in each list.
struct LearnerOptions {
  std::string optimizer;  ///< adam, adadelta, rmsprop or sgd
  std::vector<double> rates, weight_decays;
  std::vector<std::uint64_t> seeds;  ///< of the initial parameters
  torch::TensorOptions tensor;       ///< dtype and device
};

/// An array of networks with its parameters and its optimiser.
class LearnerBase {
 public:
  LearnerBase(std::unique_ptr<Network> network, const LearnerOptions& options);

  NetworkState& state() { return network_->state(); }
  std::int64_t parameter_count() const { return network_->parameter_count(); }
  FlatParameters& parameters() { return parameters_; }
  ArrayOptimizer& optimizer() { return *optimizer_; }

  /// Uses the first `replicas` replicas from now on, with or without gradients by their parameters.
  void use(std::int64_t replicas, bool requires_grad);
  /// The bound parameters, a leaf per slot.
  const std::vector<torch::Tensor>& leaves() const { return leaves_; }
  /// Gradient of the scalar `loss`, flat [A, P], for the replicas in use.
  torch::Tensor gradient(const torch::Tensor& loss) const { return flat_gradient(loss, leaves_); }
  /// One optimiser step of the replicas in use; see ArrayOptimizer::step().
  void update(const torch::Tensor& gradient, const torch::Tensor& active = {});

  /// Tensors of a checkpoint, sharing memory: parameters, optimiser, running statistics.
  std::vector<torch::Tensor> tensors();

 protected:
  std::unique_ptr<Network> network_;

 private:
  FlatParameters parameters_;
  std::unique_ptr<ArrayOptimizer> optimizer_;
  std::vector<torch::Tensor> leaves_;
  bool requires_grad_ = false;
};

/// LearnerBase that can be called like its network.
template <class NetworkType>
class Learner : public LearnerBase {
 public:
  Learner(std::unique_ptr<NetworkType> network, const LearnerOptions& options)
      : LearnerBase(std::move(network), options) {}

  template <class... Inputs>
  torch::Tensor operator()(const Inputs&... inputs) {
    return static_cast<NetworkType&>(*network_).forward(inputs...);
  }
};

}  // namespace friendly
