#include "net/ResNet.hpp"

#include <fmt/format.h>

namespace friendly {

using torch::Tensor;

namespace {

ConvOptions three_by_three(std::int64_t stride) {
  return {3, stride, 1, false};
}

}  // namespace

ResNet::Block::Block(NetworkState& state, std::int64_t in, std::int64_t out, std::int64_t stride)
    : first(state, in, out, three_by_three(stride)),
      first_norm(state, out),
      second(state, out, out, three_by_three(1)),
      second_norm(state, out) {
  if (stride == 1 && in == out) return;
  shortcut.emplace(state, in, out, ConvOptions{1, stride, 0, false});
  shortcut_norm.emplace(state, out);
}

Tensor ResNet::Block::operator()(const Tensor& x) const {
  const Tensor y = second_norm(second(first_norm(first(x)).relu_()));
  return (y + (shortcut ? (*shortcut_norm)((*shortcut)(x)) : x)).relu_();
}

std::vector<std::string> ResNet::Block::script() const {
  const std::string around = shortcut ? shortcut_norm->script(shortcut->script("x")) : "x";
  return {fmt::format("y = torch.relu({})", first_norm.script(first.script("x"))),
          fmt::format("x = torch.relu({} + {})", second_norm.script(second.script("y")), around)};
}

ResNet::ResNet(std::int64_t channels, std::int64_t n_classes)
    : stem_(state_, channels, 64, three_by_three(1)), stem_norm_(state_, 64) {
  std::int64_t in = 64;
  for (std::int64_t planes : {64, 128, 256, 512}) {
    blocks_.emplace_back(state_, in, planes, planes == 64 ? 1 : 2);
    blocks_.emplace_back(state_, planes, planes, 1);
    in = planes;
  }
  linear_.emplace_back(state_, in, n_classes);
}

Tensor ResNet::forward(const Tensor& x) {
  Tensor y = stem_norm_(stem_(channels_last(x[0]))).relu_();
  for (const Block& block : blocks_) y = block(y);
  return linear_[0](flatten_images(torch::avg_pool2d(y, 4)).unsqueeze(0));
}

std::vector<std::string> ResNet::script() const {
  std::vector<std::string> lines = {fmt::format("x = torch.relu({})", stem_norm_.script(stem_.script("x")))};
  for (const Block& block : blocks_)
    for (const std::string& line : block.script()) lines.push_back(line);
  lines.push_back("return " + linear_[0].script("torch.avg_pool2d(x, 4).flatten(1)"));
  return lines;
}

}  // namespace friendly
