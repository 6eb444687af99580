#pragma once
#include <torch/types.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "net/Network.hpp"
#include "optim/ArrayOptimizer.hpp"
#include "optim/Slots.hpp"

namespace friendly {

/// Replicas that are computed together: `count` of them from `first` on.
struct Tile {
  std::int64_t first = 0, count = 0;

  std::int64_t end() const { return first + count; }
  /// Those of them that are among the first `replicas`.
  Tile among_first(std::int64_t replicas) const {
    return {first, std::clamp<std::int64_t>(replicas - first, 0, count)};
  }
  /// Their part of `x` [R, ...], sharing memory.
  torch::Tensor of(const torch::Tensor& x) const { return x.narrow(0, first, count); }
};

/// How the networks of an array are initialised and optimised; lists have one entry per replica.
struct LearnerOptions {
  std::string optimizer;  ///< adam, adadelta, rmsprop or sgd
  std::vector<double> rates, weight_decays;
  std::vector<std::uint64_t> seeds;              ///< for the initial parameters
  torch::TensorOptions tensor;                   ///< of parameters: dtype and device
  std::optional<torch::Dtype> activations = {};  ///< their type, if it is not that of parameters
};

/// An array of networks with its parameters and its optimiser, whatever the networks' inputs.
class LearnerBase {
 public:
  LearnerBase(std::unique_ptr<Network> network, const LearnerOptions& options);

  NetworkState& state() { return network_->state(); }
  /// Trainable parameters of one replica.
  std::int64_t parameter_count() const { return network_->parameter_count(); }
  Slots& parameters() { return parameters_; }
  ArrayOptimizer& optimizer() { return optimizer_; }

  /// All replicas, in tiles of all of them or of one each.
  std::vector<Tile> tiles(bool of_all) const;
  /// From now on uses the replicas of `tile`, with or without gradients with respect to their parameters.
  void use(const Tile& tile, bool requires_grad);
  /// The parameters of the replicas in use, one leaf [A, shape...] per slot.
  const std::vector<torch::Tensor>& leaves() const { return leaves_; }
  /// Gradients of a loss with respect to the parameters of the replicas in use, [A, shape...] per slot, given
  /// its gradients with respect to `outputs`.
  std::vector<torch::Tensor> gradients(const std::vector<torch::Tensor>& outputs,
                                       const std::vector<torch::Tensor>& output_gradients) const;
  /// One optimiser step of the replicas in use along `gradients`; see ArrayOptimizer::step().
  void update(const std::vector<torch::Tensor>& gradients, const torch::Tensor& active = {}) {
    optimizer_.step(parameters_, gradients, tile_.first, active);
  }

  /// All that training changes, [R, ...] each, sharing memory: parameters, optimiser state, running
  /// statistics.
  std::vector<torch::Tensor> tensors();

 protected:
  std::unique_ptr<Network> network_;
  torch::Dtype activations_;

 private:
  Slots parameters_;
  ArrayOptimizer optimizer_;
  std::vector<torch::Tensor> leaves_;
  Tile tile_;  ///< in use
  bool requires_grad_ = false;
};

/// A LearnerBase that is called like its network: operator() is NetworkType::forward(), computed in the type
/// of activations.
template <class NetworkType>
class Learner : public LearnerBase {
 public:
  Learner(std::unique_ptr<NetworkType> network, const LearnerOptions& options)
      : LearnerBase(std::move(network), options) {}

  const NetworkType& network() const { return static_cast<const NetworkType&>(*network_); }

  template <class... Labels>
  torch::Tensor operator()(const torch::Tensor& x, const Labels&... labels) {
    const torch::Tensor y = static_cast<NetworkType&>(*network_).forward(in_type(x, activations_), labels...);
    return in_type(y, x.scalar_type());
  }
};

}  // namespace friendly
