#include "net/FeedForward.hpp"

#include <fmt/format.h>

namespace friendly {

using torch::Tensor;

SmallFeedForward::SmallFeedForward(std::int64_t inputs, std::int64_t n_classes)
    : hidden_(state_, inputs, 10), output_(state_, 10, n_classes) {}

Tensor SmallFeedForward::forward(const Tensor& x) {
  return output_(torch::tanh(hidden_(x.flatten(2))));
}

std::vector<std::string> SmallFeedForward::script() const {
  return {fmt::format("x = torch.tanh({})", hidden_.script("x.flatten(1)")), "return " + output_.script("x")};
}

DeepFeedForward::DeepFeedForward(std::int64_t inputs, std::int64_t n_classes) {
  const std::vector<std::int64_t> widths = {inputs, 2500, 2000, 1500, 1000, 500, n_classes};
  for (std::size_t i = 0; i + 1 < widths.size(); ++i) linears_.emplace_back(state_, widths[i], widths[i + 1]);
  for (std::size_t i = 1; i + 1 < widths.size(); ++i) norms_.emplace_back(state_, widths[i]);
}

Tensor DeepFeedForward::forward(const Tensor& x) {
  Tensor y = x.flatten(2);
  for (std::size_t i = 0; i < norms_.size(); ++i) y = norms_[i](linears_[i](y)[0]).relu_().unsqueeze(0);
  return linears_.back()(y);
}

std::vector<std::string> DeepFeedForward::script() const {
  std::vector<std::string> lines = {"x = x.flatten(1)"};
  for (std::size_t i = 0; i < norms_.size(); ++i)
    lines.push_back(fmt::format("x = torch.relu({})", norms_[i].script(linears_[i].script("x"))));
  lines.push_back("return " + linears_.back().script("x"));
  return lines;
}

Tensor label_codes(const Tensor& labels) {
  return labels.unsqueeze(-1).eq(torch::arange(kLabelValues, labels.options()));
}

FeedForwardSimplifier::FeedForwardSimplifier(const FeedForwardSimplifierOptions& options)
    : options_(options) {
  std::int64_t width = options.inputs + (options.target_conditioning ? kLabelValues : 0);
  for (std::int64_t next : options.hidden) {
    linears_.emplace_back(state_, width, next);
    width = next;
  }
}

Tensor FeedForwardSimplifier::forward(const Tensor& x, const Tensor& labels) {
  Tensor y = x.flatten(2);
  if (options_.target_conditioning) y = torch::cat({y, label_codes(labels).to(y.dtype())}, 2);
  for (std::size_t i = 0; i < linears_.size(); ++i) {
    y = linears_[i](y);
    if (i + 1 == linears_.size()) break;
    y = options_.activation == "tanh"   ? torch::tanh(y)
        : options_.activation == "relu" ? torch::relu(y)
                                        : torch::leaky_relu(y, 0.01);
  }
  if (options_.sigmoid_postprocessing) y = torch::sigmoid(y);
  auto shape = x.sizes().vec();
  shape[0] = y.size(0);
  return y.reshape(shape);
}

}  // namespace friendly
