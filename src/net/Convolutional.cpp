#include "net/Convolutional.hpp"

namespace friendly {

using torch::Tensor;

ConvolutionalNetwork::ConvolutionalNetwork(ImageShape input, std::int64_t n_classes,
                                           const std::vector<ConvStage>& stages)
    : after_pooling_(state_, 0.25), before_output_(state_, 0.5) {
  for (const ConvStage& stage : stages) {
    convolutions_.emplace_back(state_, input.channels, stage.channels, ConvOptions{stage.kernel});
    input = {stage.channels, input.height - stage.kernel + 1, input.width - stage.kernel + 1};
  }
  linears_.emplace_back(state_, input.channels * (input.height / 2) * (input.width / 2), 128);
  linears_.emplace_back(state_, 128, n_classes);
}

Tensor ConvolutionalNetwork::forward(const Tensor& x) {
  Tensor y = channels_last(x[0]);
  for (const Conv2d& convolution : convolutions_) y = convolution(y).relu_();
  y = after_pooling_(torch::max_pool2d(y, 2));
  y = torch::relu(linears_[0](flatten_images(y).unsqueeze(0)));
  return linears_[1](before_output_(y));
}

}  // namespace friendly
