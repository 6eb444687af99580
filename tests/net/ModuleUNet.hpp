#pragma once
#include <torch/nn.h>

#include <string>
#include <vector>

#include "net/UNet.hpp"

namespace friendly::testing {

namespace nn = torch::nn;
using torch::Tensor;

/// The U-Net of docs/method.md, "Networks", built from torch::nn's modules for one replica.
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
    const Tensor padded = nn::functional::pad(
        y, nn::functional::PadFuncOptions({columns / 2, columns - columns / 2, rows / 2, rows - rows / 2}));
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

}  // namespace friendly::testing
