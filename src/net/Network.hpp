#pragma once
#include <torch/types.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace friendly {

/// One trainable parameter of a network, as a single replica has it.
struct ParameterSlot {
  std::vector<std::int64_t> shape;  ///< PyTorch's: [out, in], [out, in, kh, kw], [channels]
  double bound = 0;                 ///< initial values are uniform in ±bound …
  double fill = 0;                  ///< … or all this, when bound is 0
  std::string name = "";            ///< e.g. "conv2.weight"
};

/// Running statistics of a normalisation, as a single replica has them.
struct StatisticSlot {
  std::int64_t size;
  double initial;
  std::string name;  ///< e.g. "norm1.running_mean"
};

/// What the layers of a network share: the parameters of an array of replicas, their running statistics, the
/// dropout streams. A network can be used for a prefix of its replicas: those whose tensors are bound.
class NetworkState {
 public:
  /// For the layers' constructors: a name that no layer of that kind has yet, e.g. "conv2".
  std::string new_layer(const std::string& kind);
  /// Likewise; both return what parameter() and statistic() take.
  std::size_t add_parameter(ParameterSlot slot);
  std::size_t add_statistic(StatisticSlot slot);

  /// Makes room for `replicas` replicas' running statistics.
  void place(std::int64_t replicas, const torch::TensorOptions& options);

  /// Uses the first `values[0].size(0)` replicas with these parameters, [A, shape...] per slot.
  void bind(std::vector<torch::Tensor> values);

  std::int64_t replicas() const { return parameters_.front().size(0); }
  const torch::Tensor& parameter(std::size_t slot) const { return parameters_[slot]; }
  /// Running statistic of the replicas in use, [A * size], sharing memory with the whole.
  torch::Tensor statistic(std::size_t index) const;

  const std::vector<ParameterSlot>& slots() const { return slots_; }
  const std::vector<StatisticSlot>& statistic_slots() const { return statistic_slots_; }
  /// Running statistics of all replicas, [R, size] per slot.
  std::vector<torch::Tensor>& statistics() { return statistics_; }

  bool training = true;
  std::vector<at::Generator> dropout_streams;  ///< one a replica; empty: dropout is off

 private:
  std::vector<ParameterSlot> slots_;
  std::vector<StatisticSlot> statistic_slots_;
  std::map<std::string, int> layers_;  // of each kind
  std::vector<torch::Tensor> parameters_;
  std::vector<torch::Tensor> statistics_;
};

/// An array of R networks of one shape that never see each other's data. Images travel as [1 or R, B, C, H,
/// W], flat inputs as [1 or R, B, D]; a leading 1 is an input that all replicas share.
class Network {
 public:
  virtual ~Network() = default;
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  NetworkState& state() { return state_; }
  const NetworkState& state() const { return state_; }
  /// Trainable parameters of one replica.
  std::int64_t parameter_count() const;
  /// Whether training mode needs more than one example a minibatch (batch norm over flat features does).
  virtual bool needs_two_examples() const { return false; }

 protected:
  Network() = default;
  NetworkState state_;
};

/// [1 or R, B, ...] → logits [R, B, K].
class Classifier : public Network {
 public:
  virtual torch::Tensor forward(const torch::Tensor& x) = 0;
};

/// [1 or R, B, ...] and labels [1 or R, B] → [R, B, ...], shaped like the input. Labels are read only with
/// target conditioning.
class Simplifier : public Network {
 public:
  virtual torch::Tensor forward(const torch::Tensor& x, const torch::Tensor& labels) = 0;
};

/// Initial parameters of one replica, flat [P] in float64, as torch::nn's defaults draw them. The same seed
/// gives the same values whatever the rest of the array.
torch::Tensor initial_parameters(const std::vector<ParameterSlot>& slots, std::uint64_t seed);

}  // namespace friendly
