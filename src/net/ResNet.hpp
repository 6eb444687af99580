#pragma once
#include <optional>
#include <string>
#include <vector>

#include "net/Layers.hpp"
#include "net/Network.hpp"

namespace friendly {

/// `resnet`, ResNet18 for 32 × 32 images: four stages of two basic blocks (docs/method.md, "Networks").
class ResNet : public Classifier {
 public:
  ResNet(std::int64_t channels, std::int64_t n_classes);
  torch::Tensor forward(const torch::Tensor& x) override;
  std::vector<std::string> script() const override;
  bool takes_whole_arrays() const override { return false; }
  std::int64_t evaluation_batch() const override { return 32; }

 private:
  /// Two 3 × 3 convolutions with batch norm, and the shortcut around them.
  struct Block {
    Block(NetworkState& state, std::int64_t in, std::int64_t out, std::int64_t stride);
    torch::Tensor operator()(const torch::Tensor& x) const;
    std::vector<std::string> script() const;

    Conv2d first;
    BatchNorm first_norm;
    Conv2d second;
    BatchNorm second_norm;
    std::optional<Conv2d> shortcut;
    std::optional<BatchNorm> shortcut_norm;
  };

  Conv2d stem_;
  BatchNorm stem_norm_;
  std::vector<Block> blocks_;
  std::vector<Linear> linear_;
};

}  // namespace friendly
