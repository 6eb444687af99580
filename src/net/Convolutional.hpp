#pragma once
#include <vector>

#include "net/Layers.hpp"
#include "net/Network.hpp"

namespace friendly {

/// Size of an image, as one replica's example has it.
struct ImageShape {
  std::int64_t channels = 1, height = 28, width = 28;
};

/// One convolution of a ConvolutionalNetwork: `channels` filters of `kernel` × `kernel`.
struct ConvStage {
  std::int64_t channels, kernel;
};

/// `cnn` and `cnn2`, the paper's CNN-A and CNN-B: convolutions with ReLU, max-pool 2, dropout 0.25, linear →
/// 128, ReLU, dropout 0.5, linear → K.
class ConvolutionalNetwork : public Classifier {
 public:
  ConvolutionalNetwork(ImageShape input, std::int64_t n_classes, const std::vector<ConvStage>& stages);
  torch::Tensor forward(const torch::Tensor& x) override;

 private:
  std::vector<Conv2d> convolutions_;
  std::vector<Linear> linears_;
};

}  // namespace friendly
