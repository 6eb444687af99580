#pragma once
#include <gtest/gtest.h>
#include <torch/nn.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "net/Network.hpp"
#include "net/Rounding.hpp"

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
  void use(std::int64_t replicas, bool training) {
    leaves_.clear();
    for (const Tensor& value : values_)
      leaves_.push_back(value.narrow(0, 0, replicas).detach().requires_grad_(true));
    state_.bind(leaves_);
    state_.training = training;
    for (auto& module : modules_) module->train(training);
  }

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
      auto& module = modules_[static_cast<std::size_t>(r)];
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
  std::vector<Module> modules_;
};

/// Expects equality to the last bit where neighbours change nothing, closeness otherwise.
inline void expect_same(const Tensor& value, const Tensor& expected, const std::string& what) {
  if (kNeighboursChangeNothing)
    EXPECT_TRUE(torch::equal(value, expected)) << what;
  else
    expect_close(value.detach(), expected.detach(), what.c_str());
}

/// Compares a network as an array of `replicas` with as many arrays of one: outputs, gradients by the
/// parameters and running statistics, in training mode (with dropout, if it has any) and then in evaluation
/// mode, must be the same, so that a trial's numbers do not depend on its neighbours. Each input is [1 or R,
/// B, ...]. Bits are compared in float32, where a different order of summation shows first.
template <class NetworkType, class... Others>
void expect_equals_single_networks(const std::function<std::unique_ptr<NetworkType>()>& make,
                                   std::int64_t replicas, const Tensor& first, const Others&... others) {
  const auto key = [](std::int64_t r) { return 100 + static_cast<std::uint64_t>(r); };
  const auto dtype = kNeighboursChangeNothing ? torch::kFloat32 : torch::kFloat64;
  const Tensor x = first.to(dtype);
  const auto array = make();
  array->state().place(replicas, dtype);
  Tensors leaves = random_parameters(array->state(), replicas);
  for (Tensor& leaf : leaves) leaf = leaf.to(dtype).requires_grad_(true);
  array->state().bind(leaves);
  for (std::int64_t r = 0; r < replicas; ++r) array->state().dropout_keys.push_back(key(r));
  const Tensor y = array->forward(x, others...), direction = torch::randn_like(y);
  const auto gradients = torch::autograd::grad({(y * direction).sum()}, leaves);
  array->state().training = false;
  const torch::Tensor evaluated = array->forward(x, others...).detach();

  for (std::int64_t r = 0; r < replicas; ++r) {
    const auto single = make();
    single->state().place(1, dtype);
    Tensors own;
    for (const Tensor& leaf : leaves)
      own.push_back(leaf.detach().narrow(0, r, 1).clone().requires_grad_(true));
    single->state().bind(own);
    single->state().dropout_keys.push_back(key(r));
    const Tensor alone = of_replica(x, r).unsqueeze(0);
    const Tensor expected = single->forward(alone, of_replica(others, r).unsqueeze(0)...);
    expect_same(y[r], expected[0], "output");
    const auto expected_gradients = torch::autograd::grad({(expected * direction[r]).sum()}, own);
    for (std::size_t i = 0; i < own.size(); ++i)
      expect_same(gradients[i][r], expected_gradients[i][0], "gradient by " + array->state().slots()[i].name);
    for (std::size_t i = 0; i < array->state().statistics().size(); ++i)
      expect_same(array->state().statistics()[i][r], single->state().statistics()[i][0],
                  array->state().statistic_slots()[i].name);
    single->state().training = false;
    const Tensor alone_evaluated = single->forward(alone, of_replica(others, r).unsqueeze(0)...);
    expect_same(evaluated[r], alone_evaluated[0], "output in evaluation mode");
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

/// The same for a network of 2 replicas in training mode, with respect to the first input and all parameters.
template <class NetworkType, class... Others>
void expect_numeric_network_gradients(NetworkType& network, const Tensor& x, const Others&... others) {
  network.state().place(2, torch::kFloat64);
  Tensor direction;
  expect_numeric_gradients(
      [&](const Tensors& point) {
        network.state().bind({point.begin() + 1, point.end()});
        const Tensor y = network.forward(point[0], others...);
        if (!direction.defined()) direction = torch::randn_like(y);
        return (y * direction).sum();
      },
      joined({x}, random_parameters(network.state(), 2)));
}

}  // namespace friendly::testing
