#include "net/UNet.hpp"

#include "net/FeedForward.hpp"
#include "net/Upsampling.hpp"

namespace friendly {

using torch::Tensor;

namespace {

// `low` at twice its size, padded with zeros to the size of `skip`; if the padding is odd, the larger half is
// at the right and the bottom.
Tensor upsample_to(const Tensor& low, const Tensor& skip) {
  const Tensor up = upsample(low);
  const auto rows = skip.size(2) - up.size(2), columns = skip.size(3) - up.size(3);
  if (rows == 0 && columns == 0) return up;
  return torch::constant_pad_nd(up, {columns / 2, columns - columns / 2, rows / 2, rows - rows / 2});
}

}  // namespace

UNet::DoubleConv::DoubleConv(NetworkState& state, std::int64_t in, std::int64_t out, std::int64_t middle)
    : first(state, in, middle, {3, 1, 1, true}),
      first_norm(state, middle),
      second(state, middle, out, {3, 1, 1, true}),
      second_norm(state, out) {}

Tensor UNet::DoubleConv::operator()(const Tensor& x) const {
  const Tensor y = first_norm(first(x)).relu_();
  return second_norm(second(y)).relu_();
}

UNet::UNet(const UNetOptions& options) : options_(options) {
  const auto base = options.n_filters_base, channels = options.channels;
  const auto block = [&](std::int64_t in, std::int64_t out, std::int64_t middle) {
    stages_.emplace_back(state_, in, out, middle);
  };
  block(channels + (options.target_conditioning ? kLabelValues : 0), base, base);
  if (options.n_deep == 2) {
    block(base, base, base);
    block(2 * base, channels, base);
  } else {
    block(base, 2 * base, 2 * base);
    block(2 * base, 2 * base, 2 * base);
    block(4 * base, base, 2 * base);
    block(2 * base, channels, base);
  }
}

Tensor UNet::with_label_maps(const Tensor& x, const Tensor& labels) const {
  const auto maps = label_codes(labels).to(x.dtype()).unsqueeze(-1).unsqueeze(-1);
  return torch::cat({x, maps.expand({-1, -1, x.size(2), x.size(3)})}, 1);
}

Tensor UNet::forward(const Tensor& x, const Tensor& labels) {
  const std::size_t depth = stages_.size() / 2;
  const Tensor input = options_.target_conditioning ? with_label_maps(x[0], labels[0]) : x[0];
  std::vector<Tensor> skips = {stages_[0](channels_last(input))};
  for (std::size_t i = 1; i <= depth; ++i) skips.push_back(stages_[i](torch::max_pool2d(skips.back(), 2)));
  Tensor y = skips[depth];
  for (std::size_t i = 1; i <= depth; ++i) {
    const Tensor& skip = skips[depth - i];
    y = stages_[depth + i](torch::cat({skip, upsample_to(y, skip)}, 1));
  }
  if (options_.sigmoid_postprocessing) y = torch::sigmoid(y);
  return y.unsqueeze(0);
}

}  // namespace friendly
