#include "net/Convolutional.hpp"

#include <fmt/format.h>

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

std::vector<std::string> ConvolutionalNetwork::script() const {
  std::vector<std::string> lines;
  for (const Conv2d& convolution : convolutions_)
    lines.push_back(fmt::format("x = torch.relu({})", convolution.script("x")));
  lines.push_back("x = torch.max_pool2d(x, 2).flatten(1)");
  lines.push_back(fmt::format("x = torch.relu({})", linears_[0].script("x")));
  lines.push_back("return " + linears_[1].script("x"));
  return lines;
}

}  // namespace friendly
