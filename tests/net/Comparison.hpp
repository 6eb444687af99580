#pragma once
#include <gtest/gtest.h>
#include <torch/nn.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "net/Network.hpp"

// References for array networks: torch::nn's modules, networks of one replica, central differences.
namespace friendly::testing {

using torch::Tensor;
using Tensors = std::vector<Tensor>;

inline void expect_close(const Tensor& value, const Tensor& expected, const char* what) {
  ASSERT_EQ(value.sizes(), expected.sizes()) << what;
  const double scale = std::max(1.0, expected.abs().max().item<double>());
  EXPECT_LE((value - expected).abs().max().item<double>(), 1e-10 * scale) << what;
}

inline Tensor normal(const std::vector<std::int64_t>& shape) {
  return torch::randn(shape, torch::kFloat64);
}

/// Parameters [R, shape...] per slot, of the size that torch::nn would draw, so that activations neither
/// vanish nor explode.
inline Tensors random_parameters(const NetworkState& state, std::int64_t replicas) {
  Tensors values;
  for (const ParameterSlot& slot : state.slots()) {
    auto shape = slot.shape;
    shape.insert(shape.begin(), replicas);
    values.push_back(slot.fill + normal(shape) * (slot.bound > 0 ? slot.bound : 0.3));
  }
  return values;
}

/// Row `r` of an input that may be shared by all replicas.
inline Tensor of_replica(const Tensor& x, std::int64_t r) {
  return x[x.size(0) == 1 ? 0 : r];
}

inline Tensors joined(Tensors first, const Tensors& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

/// An array layer or network next to one torch::nn module per replica with the same weights.
template <class Module>
class ModuleArray {
 public:
  /// `state` is the array's; `make` creates a module whose parameters are in the order of the slots.
  ModuleArray(NetworkState& state, std::int64_t replicas, const std::function<Module()>& make)
      : state_(state), values_(random_parameters(state, replicas)) {
    state.place(replicas, torch::kFloat64);
    const torch::NoGradGuard no_graph;
    for (std::int64_t r = 0; r < replicas; ++r) {
      modules_.push_back(make());
      modules_.back()->to(torch::kFloat64);
      auto parameters = modules_.back()->parameters();
      for (std::size_t i = 0; i < parameters.size(); ++i) parameters[i].copy_(values_[i][r]);
    }
    use(replicas, true);
  }

  /// From now on uses the first `replicas` of the array, in training or evaluation mode.
  void use(std::int64_t replicas, bool training) { use(0, replicas, training); }
  /// From now on uses a single replica.
  void use_only(std::int64_t replica, bool training) { use(replica, 1, training); }
  /// Compares outputs, gradients by input and parameters, and the running statistics of all replicas, bound
  /// or not. `forward` maps [1 or A, B, ...] to [A, B, ...].
  template <class... Others>
  void expect_equal(const std::function<Tensor(const Tensor&)>& forward, const Tensor& x,
                    const Others&... others) {
    const Tensor input = x.clone().requires_grad_(true);
    const Tensor y = forward(input), direction = torch::randn_like(y);
    const auto gradients = torch::autograd::grad({(y * direction).sum()}, joined({input}, leaves_));
    Tensor input_gradient = torch::zeros_like(x);
    for (std::int64_t r = 0; r < y.size(0); ++r) {
      auto& module = modules_[static_cast<std::size_t>(first_ + r)];
      const Tensor single = of_replica(x, r).clone().requires_grad_(true);
      const Tensor expected = module->forward(single, of_replica(others, r)...);
      expect_close(y[r], expected, "output");
      const auto expected_gradients =
          torch::autograd::grad({(expected * direction[r]).sum()}, joined({single}, module->parameters()));
      of_replica(input_gradient, r).add_(expected_gradients[0]);
      for (std::size_t i = 1; i < gradients.size(); ++i)
        expect_close(gradients[i][r], expected_gradients[i], "gradient by a parameter");
    }
    expect_close(gradients[0], input_gradient, "gradient by the input");
    expect_equal_statistics();
  }

 private:
  void use(std::int64_t first, std::int64_t count, bool training) {
    leaves_.clear();
    for (const Tensor& value : values_)
      leaves_.push_back(value.narrow(0, first, count).detach().requires_grad_(true));
    first_ = first;
    state_.bind(leaves_, first);
    state_.training = training;
    for (auto& module : modules_) module->train(training);
  }

  void expect_equal_statistics() {
    for (std::size_t r = 0; r < modules_.size(); ++r) {
      std::size_t index = 0;
      // Means and variances; the count of batches has no dimension.
      for (const Tensor& buffer : modules_[r]->buffers())
        if (buffer.dim() == 1)
          expect_close(state_.statistics()[index++][static_cast<std::int64_t>(r)], buffer, "statistic");
      EXPECT_EQ(index, state_.statistics().size());
    }
  }

  NetworkState& state_;
  Tensors values_, leaves_;
  std::int64_t first_ = 0;  // of the replicas in use
  std::vector<Module> modules_;
};

inline void expect_equal(const Tensor& value, const Tensor& expected, const std::string& what) {
  EXPECT_TRUE(torch::equal(value, expected)) << what;
}

/// Uses each replica of an array in turn, and compares it with an array of its own: outputs, gradients by the
/// parameters and running statistics, in training mode (with dropout, if it has any) and then outputs in
/// evaluation mode, must be the same to the last bit of a float32, and the other replicas' statistics stay as
/// they are. Each input is [1 or R, B, ...].
template <class NetworkType, class... Others>
void expect_equals_single_networks(const std::function<std::unique_ptr<NetworkType>()>& make,
                                   std::int64_t replicas, const Tensor& inputs, const Others&... others) {
  const auto key = [](std::int64_t r) { return 100 + r; };
  const auto array = make();
  array->state().place(replicas, torch::kFloat32);
  const Tensors values = random_parameters(array->state(), replicas);
  array->state().dropout_keys = torch::arange(key(0), key(replicas), torch::kInt64);
  const auto leaves_of = [&](std::int64_t r) {
    Tensors leaves;
    for (const Tensor& value : values)
      leaves.push_back(value.narrow(0, r, 1).to(torch::kFloat32).clone().requires_grad_(true));
    return leaves;
  };
  for (std::int64_t r = 0; r < replicas; ++r) {
    const auto single = make();
    single->state().place(1, torch::kFloat32);
    single->state().dropout_keys = torch::tensor({key(r)}, torch::kInt64);
    const Tensors leaves = leaves_of(r), own = leaves_of(r);
    single->state().bind(own);
    array->state().bind(leaves, r);
    const Tensor x = of_replica(inputs, r).unsqueeze(0).to(torch::kFloat32);
    const auto output = [&](NetworkType& network, bool training) {
      network.state().training = training;
      return network.forward(x, of_replica(others, r).unsqueeze(0)...);
    };
    const Tensor y = output(*array, true), expected = output(*single, true), direction = torch::randn_like(y);
    expect_equal(y, expected, "output");
    const auto gradients = torch::autograd::grad({(y * direction).sum()}, leaves),
               expected_gradients = torch::autograd::grad({(expected * direction).sum()}, own);
    for (std::size_t i = 0; i < own.size(); ++i)
      expect_equal(gradients[i], expected_gradients[i], "gradient by " + array->state().slots()[i].name);
    for (std::size_t i = 0; i < array->state().statistics().size(); ++i) {
      const auto& slot = array->state().statistic_slots()[i];
      const Tensor& statistic = array->state().statistics()[i];
      expect_equal(statistic[r], single->state().statistics()[i][0], slot.name);
      const Tensor later = statistic.narrow(0, r + 1, replicas - r - 1);
      expect_equal(later, torch::full_like(later, slot.initial), slot.name + " of the others");
    }
    expect_equal(output(*array, false), output(*single, false), "output in evaluation mode");
  }
}

/// Compares the gradients of the scalar `function` at `point` with central differences, at about 8 elements
/// of each tensor.
inline void expect_numeric_gradients(const std::function<Tensor(const Tensors&)>& function, Tensors point) {
  for (Tensor& x : point) x = x.detach().clone().requires_grad_(true);
  const auto gradients = torch::autograd::grad({function(point)}, point);
  const torch::NoGradGuard no_graph;
  constexpr double h = 1e-6;
  for (std::size_t i = 0; i < point.size(); ++i) {
    Tensor values = point[i].view({-1});
    const Tensor gradient = gradients[i].reshape({-1});
    for (std::int64_t j = 0; j < values.numel(); j += std::max<std::int64_t>(1, values.numel() / 8)) {
      const double x = values[j].item<double>();
      const auto at = [&](double shifted) {
        values[j] = shifted;
        return function(point).item<double>();
      };
      const double slope = (at(x + h) - at(x - h)) / (2 * h);
      values[j] = x;
      EXPECT_NEAR(gradient[j].item<double>(), slope, 1e-6 * std::max(1.0, std::abs(slope)))
          << "tensor " << i << ", element " << j;
    }
  }
}

/// The same for a network in training mode, with respect to the first input and all parameters of `replicas`
/// replicas.
template <class NetworkType, class... Others>
void expect_numeric_network_gradients(std::int64_t replicas, NetworkType& network, const Tensor& x,
                                      const Others&... others) {
  network.state().place(replicas, torch::kFloat64);
  Tensor direction;
  expect_numeric_gradients(
      [&](const Tensors& point) {
        network.state().bind({point.begin() + 1, point.end()});
        const Tensor y = network.forward(point[0], others...);
        if (!direction.defined()) direction = torch::randn_like(y);
        return (y * direction).sum();
      },
      joined({x}, random_parameters(network.state(), replicas)));
}

}  // namespace friendly::testing
