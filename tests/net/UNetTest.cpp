#include <gtest/gtest.h>

#include "Comparison.hpp"
#include "ModuleUNet.hpp"
#include "net/UNet.hpp"

namespace friendly {
namespace {

using testing::ModuleUNet;
using testing::normal;
using torch::Tensor;

class UNets : public ::testing::Test {
 protected:
  UNets() { torch::manual_seed(7); }

  void expect_equals_modules(const UNetOptions& options, std::int64_t height, std::int64_t width) {
    const std::int64_t replicas = 2, batch = 2, channels = options.channels;
    UNet network(options);
    testing::ModuleArray<ModuleUNet> modules(network.state(), replicas, [&] { return ModuleUNet(options); });
    for (const bool training : {true, false})
      for (std::int64_t r = 0; r < replicas; ++r) {
        const Tensor labels = torch::randint(10, {1, batch}, torch::kInt64);
        const auto forward = [&](const Tensor& x) { return network.forward(x, labels); };
        modules.use_only(r, training);
        modules.expect_equal(forward, normal({1, batch, channels, height, width}), labels);
      }
  }
};

TEST_F(UNets, ShallowEqualsModules) {
  expect_equals_modules({1, 2, 3, false, false}, 6, 6);
  expect_equals_modules({3, 2, 2, true, true}, 5, 7);
}

// 7 → 3 → 1 needs padding at both levels, 9 → 4 → 2 at one.
TEST_F(UNets, DeepEqualsModules) {
  expect_equals_modules({1, 4, 2, false, false}, 8, 8);
  expect_equals_modules({2, 4, 3, true, false}, 7, 9);
  expect_equals_modules({1, 4, 2, false, true}, 11, 6);
}

TEST_F(UNets, GradientsEqualCentralDifferences) {
  UNet network({1, 4, 2, true, true});
  testing::expect_numeric_network_gradients(1, network, normal({1, 2, 1, 5, 6}), torch::tensor({{1, 9}}));
}

TEST_F(UNets, EqualSingleNetworks) {
  for (const std::int64_t width : {6, 16}) {
    const auto make = [&]() -> std::unique_ptr<Simplifier> {
      UNetOptions options;
      options.n_filters_base = width;
      return std::make_unique<UNet>(options);
    };
    const Tensor labels = torch::zeros({3, 8}, torch::kInt64);
    testing::expect_equals_single_networks<Simplifier>(make, 3, normal({1, 8, 1, 28, 28}), labels);
    testing::expect_equals_single_networks<Simplifier>(make, 3, normal({3, 8, 1, 13, 10}), labels);
  }
}

}  // namespace
}  // namespace friendly
