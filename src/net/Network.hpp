#pragma once
#include <torch/types.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace friendly {

/// One trainable parameter of a network, for a single replica.
struct ParameterSlot {
  std::vector<std::int64_t> shape;  ///< PyTorch's: [out, in], [out, in, kh, kw], [channels]
  double bound = 0;                 ///< initial values are uniform in ±bound, if it is not 0
  double fill = 0;                  ///< the initial value otherwise
  std::string name = "";            ///< e.g. "conv2.weight"
};

/// One running statistic of a normalisation layer, for a single replica.
struct StatisticSlot {
  std::int64_t size;
  double initial;
  std::string name;  ///< e.g. "norm1.running_mean"
};

/// What the layers of a network share: the parameters of an array of replicas, their running statistics and
/// the dropout keys. A network may be used for only A of its R replicas: those whose tensors are bound.
class NetworkState {
 public:
  /// For the layers' constructors: the next unused name for a layer of this kind, e.g. "conv2".
  std::string new_layer(const std::string& kind);
  /// For the layers' constructors too; they return the index that parameter() and statistic() take.
  std::size_t add_parameter(ParameterSlot slot);
  std::size_t add_statistic(StatisticSlot slot);
  /// The number of the next dropout layer, from 0.
  std::uint32_t new_dropout() { return dropouts_++; }

  /// Allocates the running statistics of `replicas` replicas and sets them to their initial values.
  void place(std::int64_t replicas, const torch::TensorOptions& options);

  /// From now on uses the A replicas from `first` on with these parameters, [A, shape...] per slot.
  void bind(std::vector<torch::Tensor> values, std::int64_t first = 0);

  std::int64_t replicas() const { return parameters_.front().size(0); }
  const torch::Tensor& parameter(std::size_t slot) const { return parameters_[slot]; }
  /// The same if a single replica is in use, [shape...].
  torch::Tensor only_parameter(std::size_t slot) const;
  /// A running statistic of the single replica in use, [size], sharing memory with statistics().
  torch::Tensor only_statistic(std::size_t index) const;
  /// The dropout key of the single replica in use, [1], sharing memory with dropout_keys.
  torch::Tensor only_dropout_key() const;

  const std::vector<ParameterSlot>& slots() const { return slots_; }
  const std::vector<StatisticSlot>& statistic_slots() const { return statistic_slots_; }
  /// Running statistics of all replicas, [R, size] per slot.
  std::vector<torch::Tensor>& statistics() { return statistics_; }

  bool training = true;
  torch::Tensor dropout_keys;  ///< int64 [R], new numbers for each step; undefined: dropout is off

 private:
  std::vector<ParameterSlot> slots_;
  std::vector<StatisticSlot> statistic_slots_;
  std::map<std::string, int> layers_;  // of each kind
  std::uint32_t dropouts_ = 0;
  std::vector<torch::Tensor> parameters_;
  std::int64_t first_ = 0;  // of the replicas in use
  std::vector<torch::Tensor> statistics_;
};

/// `x` in the type `type`; without a call of LibTorch's if it has it.
inline torch::Tensor in_type(const torch::Tensor& x, torch::Dtype type) {
  return x.scalar_type() == type ? x : x.to(type);
}

/// An array of R networks of one shape that never see each other's data. Images are [1 or R, B, C, H, W],
/// flat inputs [1 or R, B, D]; a leading 1 means that all replicas share the input.
class Network {
 public:
  virtual ~Network() = default;
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  NetworkState& state() { return state_; }
  const NetworkState& state() const { return state_; }
  /// Trainable parameters of one replica.
  std::int64_t parameter_count() const;
  /// Whether training needs more than one example per minibatch (batch norm over flat features does).
  virtual bool needs_two_examples() const { return false; }
  /// Whether arrays are computed at once. Otherwise a single replica must be in use, since several gain
  /// nothing from being computed together.
  virtual bool takes_whole_arrays() const = 0;

 protected:
  Network() = default;
  NetworkState state_;
};

/// Maps inputs [1 or R, B, ...] to logits [R, B, K].
class Classifier : public Network {
 public:
  virtual torch::Tensor forward(const torch::Tensor& x) = 0;
  /// One network's forward() in evaluation mode as TorchScript, line by line: from `x` [B, ...] it returns
  /// logits [B, K]. The parameters and statistics are members of `self`, under the names of their slots.
  virtual std::vector<std::string> script() const = 0;
  /// How many examples a CPU evaluates at once: few enough to stay in its cache and for interruptions to wait
  /// a second at most, and as fast as any number.
  virtual std::int64_t evaluation_batch() const = 0;
};

/// Maps inputs [1 or R, B, ...] and labels [1 or R, B] to simplified inputs [R, B, ...] of the same shape.
/// Labels are read only with target conditioning.
class Simplifier : public Network {
 public:
  virtual torch::Tensor forward(const torch::Tensor& x, const torch::Tensor& labels) = 0;
};

/// Initial parameters of one replica, flat [P] in float64, distributed like torch::nn's defaults. They depend
/// on the slots and the seed alone.
torch::Tensor initial_parameters(const std::vector<ParameterSlot>& slots, std::uint64_t seed);

}  // namespace friendly
