#include <gtest/gtest.h>

#include "Comparison.hpp"
#include "net/FeedForward.hpp"

namespace friendly {
namespace {

namespace nn = torch::nn;
using testing::ModuleArray;
using testing::normal;
using torch::Tensor;

nn::Sequential deep_module() {
  nn::Sequential module;
  const std::vector<std::int64_t> widths = {6, 2500, 2000, 1500, 1000, 500, 3};
  for (std::size_t i = 0; i + 1 < widths.size(); ++i) {
    module->push_back(nn::Linear(widths[i], widths[i + 1]));
    if (i + 2 == widths.size()) break;
    module->push_back(nn::BatchNorm1d(widths[i + 1]));
    module->push_back(nn::ReLU());
  }
  return module;
}

class FeedForward : public ::testing::Test {
 protected:
  FeedForward() { torch::manual_seed(7); }
};

TEST_F(FeedForward, SmallEqualsModules) {
  for (std::int64_t replicas : {1, 2, 5}) {
    SmallFeedForward network(6, 3);
    ModuleArray<nn::Sequential> modules(network.state(), replicas, [] {
      return nn::Sequential(nn::Flatten(), nn::Linear(6, 10), nn::Tanh(), nn::Linear(10, 3));
    });
    const auto forward = [&](const Tensor& x) { return network.forward(x); };
    modules.expect_equal(forward, normal({1, 4, 1, 2, 3}));
    modules.expect_equal(forward, normal({replicas, 1, 6}));
  }
}

// The array's slots are those of all linear layers, then those of all norms, while the module's parameters go
// layer by layer, so only the forward pass is compared, in training and in evaluation mode.
TEST_F(FeedForward, DeepEqualsModule) {
  DeepFeedForward network(6, 3);
  network.state().place(1, torch::kFloat64);
  const auto values = testing::random_parameters(network.state(), 1);
  network.state().bind(values);
  nn::Sequential module = deep_module();
  module->to(torch::kFloat64);
  const torch::NoGradGuard no_graph;
  std::size_t linear = 0, norm = 12;
  for (const auto& layer : module->children()) {
    if (layer->parameters().empty()) continue;
    std::size_t& slot = layer->as<nn::Linear>() != nullptr ? linear : norm;
    for (Tensor& parameter : layer->parameters()) parameter.copy_(values[slot++][0]);
  }
  const Tensor x = normal({1, 4, 6});
  testing::expect_close(network.forward(x)[0], module->forward(x[0]), "training");
  network.state().training = false;
  module->eval();
  testing::expect_close(network.forward(x)[0], module->forward(x[0]), "evaluation");
}

TEST_F(FeedForward, DeepEqualsSingleNetworks) {
  testing::expect_equals_single_networks<Classifier>([] { return std::make_unique<DeepFeedForward>(5, 2); },
                                                     2, normal({1, 3, 5}));
}

TEST_F(FeedForward, SimplifierEqualsModules) {
  const std::pair<const char*, nn::AnyModule> activations[] = {
      {"relu", nn::AnyModule(nn::ReLU())},
      {"leaky-relu", nn::AnyModule(nn::LeakyReLU(nn::LeakyReLUOptions().negative_slope(0.01)))},
      {"tanh", nn::AnyModule(nn::Tanh())}};
  for (const auto& [name, activation] : activations) {
    SCOPED_TRACE(name);
    FeedForwardSimplifier network({6, {4, 5, 6}, name, false, true});
    ModuleArray<nn::Sequential> modules(network.state(), 2, [&between = activation] {
      nn::Sequential module;
      module->push_back(nn::Flatten());
      module->push_back(nn::Linear(6, 4));
      module->push_back(between);
      module->push_back(nn::Linear(4, 5));
      module->push_back(between);
      module->push_back(nn::Linear(5, 6));
      module->push_back(nn::Sigmoid());
      module->push_back(nn::Unflatten(nn::UnflattenOptions(1, {1, 2, 3})));
      return module;
    });
    modules.expect_equal([&](const Tensor& x) { return network.forward(x, {}); }, normal({1, 4, 1, 2, 3}));
    modules.expect_equal([&](const Tensor& x) { return network.forward(x, {}); }, normal({2, 3, 1, 2, 3}));
  }
}

// The label is ten further inputs: the same as a wider network that is given them by hand.
TEST_F(FeedForward, ConditionedSimplifierReadsTheLabel) {
  FeedForwardSimplifier network({3, {4, 3}, "tanh", true, false});
  network.state().place(2, torch::kFloat64);
  const auto values = testing::random_parameters(network.state(), 2);
  network.state().bind(values);
  const Tensor x = normal({1, 2, 3}), labels = torch::tensor({{9, 0}});
  Tensor extended = torch::zeros({2, 13}, torch::kFloat64);
  extended.narrow(1, 0, 3).copy_(x[0]);
  extended[0][3 + 9] = 1;
  extended[1][3 + 0] = 1;
  const Tensor y = network.forward(x, labels);
  for (int r = 0; r < 2; ++r) {
    const Tensor middle = torch::tanh(torch::matmul(extended, values[0][r].t()) + values[1][r]);
    testing::expect_close(y[r], torch::matmul(middle, values[2][r].t()) + values[3][r], "output");
  }
}

TEST_F(FeedForward, GradientsEqualCentralDifferences) {
  SmallFeedForward small(3, 2);
  testing::expect_numeric_network_gradients(2, small, normal({1, 2, 3}));
  FeedForwardSimplifier simplifier({3, {4, 3}, "leaky-relu", true, true});
  testing::expect_numeric_network_gradients(2, simplifier, normal({2, 2, 3}),
                                            torch::tensor({{1, 7}, {0, 1}}));
}

}  // namespace
}  // namespace friendly
