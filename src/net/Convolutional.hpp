#pragma once
#include <string>
#include <vector>

#include "net/Layers.hpp"
#include "net/Network.hpp"

namespace friendly {

/// Size of one image.
struct ImageShape {
  std::int64_t channels = 1, height = 28, width = 28;
};

/// One convolution of a ConvolutionalNetwork: `channels` filters of `kernel` × `kernel` pixels.
struct ConvStage {
  std::int64_t channels, kernel;
};

/// `cnn` and `cnn2`, the paper's CNN-A and CNN-B: convolutions with ReLU, max-pool 2, dropout 0.25, linear →
/// 128, ReLU, dropout 0.5, linear → K (docs/method.md, "Networks").
class ConvolutionalNetwork : public Classifier {
 public:
  /// `input` must leave at least 2 × 2 pixels for the pooling.
  ConvolutionalNetwork(ImageShape input, std::int64_t n_classes, const std::vector<ConvStage>& stages);
  torch::Tensor forward(const torch::Tensor& x) override;
  std::vector<std::string> script() const override;
  bool takes_whole_arrays() const override { return false; }
  std::int64_t evaluation_batch() const override { return 64; }

 private:
  std::vector<Conv2d> convolutions_;
  std::vector<Linear> linears_;
  Dropout after_pooling_, before_output_;
};

}  // namespace friendly
