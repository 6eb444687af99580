#pragma once
#include <vector>

#include "net/Convolutional.hpp"
#include "net/Layers.hpp"
#include "net/Network.hpp"

namespace friendly {

/// Inputs, depth and width of a UNet.
struct UNetOptions {
  std::int64_t channels = 1;  ///< of the image
  std::int64_t n_deep = 4;    ///< 2 or 4: number of down and up blocks together
  std::int64_t n_filters_base = 64;
  bool target_conditioning = false;
  bool sigmoid_postprocessing = false;
};

/// The `unet` simplifier (docs/method.md, "Networks").
class UNet : public Simplifier {
 public:
  explicit UNet(const UNetOptions& options);
  torch::Tensor forward(const torch::Tensor& x, const torch::Tensor& labels) override;
  bool takes_whole_arrays() const override { return false; }

 private:
  /// Twice a 3 × 3 convolution, batch norm and ReLU.
  struct DoubleConv {
    DoubleConv(NetworkState& state, std::int64_t in, std::int64_t out, std::int64_t middle);
    torch::Tensor operator()(const torch::Tensor& x) const;

    Conv2d first;
    BatchNorm first_norm;
    Conv2d second;
    BatchNorm second_norm;
  };

  torch::Tensor with_label_maps(const torch::Tensor& x, const torch::Tensor& labels) const;

  UNetOptions options_;
  std::vector<DoubleConv> stages_;  ///< the first block, the down blocks, the up blocks
};

}  // namespace friendly
