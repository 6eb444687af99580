#include <gtest/gtest.h>

#include "Comparison.hpp"
#include "net/UNet.hpp"

namespace friendly {
namespace {

namespace nn = torch::nn;
namespace functional = torch::nn::functional;
using testing::normal;
using torch::Tensor;

// The U-Net of docs/method.md, "Networks", built from torch::nn's modules for one replica.
struct ModuleUNetImpl : nn::Module {
  explicit ModuleUNetImpl(const UNetOptions& wanted) : options(wanted) {
    const auto base = options.n_filters_base, channels = options.channels;
    add(channels + (options.target_conditioning ? 10 : 0), base, base);
    if (options.n_deep == 2) {
      add(base, base, base);
      add(2 * base, channels, base);
    } else {
      add(base, 2 * base, 2 * base);
      add(2 * base, 2 * base, 2 * base);
      add(4 * base, base, 2 * base);
      add(2 * base, channels, base);
    }
  }

  void add(std::int64_t in, std::int64_t out, std::int64_t middle) {
    const auto convolution = [](std::int64_t from, std::int64_t to) {
      return nn::Conv2d(nn::Conv2dOptions(from, to, 3).padding(1));
    };
    blocks.push_back(
        register_module("block" + std::to_string(blocks.size()),
                        nn::Sequential(convolution(in, middle), nn::BatchNorm2d(middle), nn::ReLU(),
                                       convolution(middle, out), nn::BatchNorm2d(out), nn::ReLU())));
  }

  static Tensor up(const Tensor& low, const Tensor& skip) {
    nn::Upsample upsample(nn::UpsampleOptions()
                              .scale_factor(std::vector<double>{2, 2})
                              .mode(torch::kBilinear)
                              .align_corners(true));
    const Tensor y = upsample(low);
    const auto rows = skip.size(2) - y.size(2), columns = skip.size(3) - y.size(3);
    const Tensor padded = functional::pad(
        y, functional::PadFuncOptions({columns / 2, columns - columns / 2, rows / 2, rows - rows / 2}));
    return torch::cat({skip, padded}, 1);
  }

  Tensor forward(const Tensor& x, const Tensor& labels) {
    Tensor input = x;
    if (options.target_conditioning) {
      Tensor maps = torch::zeros({x.size(0), 10, x.size(2), x.size(3)}, x.options());
      for (std::int64_t i = 0; i < x.size(0); ++i) maps[i][labels[i].item<std::int64_t>()].fill_(1);
      input = torch::cat({x, maps}, 1);
    }
    const Tensor first = blocks[0]->forward(input);
    const Tensor second = blocks[1]->forward(torch::max_pool2d(first, 2));
    Tensor y;
    if (options.n_deep == 2) {
      y = blocks[2]->forward(up(second, first));
    } else {
      const Tensor third = blocks[2]->forward(torch::max_pool2d(second, 2));
      y = blocks[4]->forward(up(blocks[3]->forward(up(third, second)), first));
    }
    return options.sigmoid_postprocessing ? torch::sigmoid(y) : y;
  }

  UNetOptions options;
  std::vector<nn::Sequential> blocks;
};
TORCH_MODULE(ModuleUNet);

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
