#include <gtest/gtest.h>

#include "Comparison.hpp"
#include "net/Convolutional.hpp"

namespace friendly {
namespace {

namespace nn = torch::nn;
using testing::normal;
using torch::Tensor;

class Convolutional : public ::testing::Test {
 protected:
  Convolutional() { torch::manual_seed(7); }
};

TEST_F(Convolutional, WithoutDropoutEqualsModules) {
  ConvolutionalNetwork network({2, 9, 8}, 3, {{32, 3}, {64, 3}});
  // 9 × 8 → 7 × 6 → 5 × 4 → 2 × 2.
  testing::ModuleArray<nn::Sequential> modules(network.state(), 2, [] {
    return nn::Sequential(nn::Conv2d(2, 32, 3), nn::ReLU(), nn::Conv2d(32, 64, 3), nn::ReLU(),
                          nn::MaxPool2d(2), nn::Flatten(), nn::Linear(64 * 2 * 2, 128), nn::ReLU(),
                          nn::Linear(128, 3));
  });
  const auto forward = [&](const Tensor& x) { return network.forward(x); };
  for (const bool training : {true, false})
    for (const std::int64_t replica : {0, 1}) {
      modules.use_only(replica, training);
      modules.expect_equal(forward, normal({1, 3, 2, 9, 8}));
      modules.expect_equal(forward, normal({1, 1, 2, 9, 8}));
    }
}

TEST_F(Convolutional, WithDropoutEqualsSingleNetworks) {
  const auto cnn = [] {
    return std::make_unique<ConvolutionalNetwork>(ImageShape{1, 9, 7}, 3,
                                                  std::vector<ConvStage>{{32, 3}, {64, 3}});
  };
  const auto cnn2 = [] {
    return std::make_unique<ConvolutionalNetwork>(ImageShape{2, 12, 11}, 3,
                                                  std::vector<ConvStage>{{32, 4}, {48, 4}, {64, 3}, {64, 2}});
  };
  for (std::int64_t replicas : {1, 2, 5}) {
    testing::expect_equals_single_networks<Classifier>(cnn, replicas, normal({1, 3, 1, 9, 7}));
    testing::expect_equals_single_networks<Classifier>(cnn2, replicas, normal({replicas, 2, 2, 12, 11}));
  }
}

TEST_F(Convolutional, GradientsEqualCentralDifferences) {
  ConvolutionalNetwork network({1, 6, 7}, 2, {{32, 3}, {64, 3}});
  testing::expect_numeric_network_gradients(1, network, normal({1, 2, 1, 6, 7}));
}

}  // namespace
}  // namespace friendly
