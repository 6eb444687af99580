#include "net/Upsampling.hpp"

namespace friendly {

using torch::Tensor;

namespace {

// How 2n numbers are interpolated between n, [2n, n], in the type of `images` but for rounding.
Tensor interpolation(std::int64_t n, const Tensor& images) {
  const auto type = images.scalar_type();
  const auto options = images.options().dtype(type == torch::kBFloat16 ? torch::kFloat32 : type);
  const double step = static_cast<double>(n - 1) / static_cast<double>(2 * n - 1);
  const Tensor distances = (torch::arange(2 * n, options) * step).unsqueeze(1) - torch::arange(n, options);
  return (1 - distances.abs()).clamp_min(0).to(type);
}

// [N, n, …] → [N, 2n, …]
Tensor upsample_lines(const Tensor& lines) {
  const std::int64_t n = lines.size(1);
  return torch::bmm(interpolation(n, lines).expand({lines.size(0), 2 * n, n}), lines);
}

}  // namespace

Tensor upsample(const Tensor& images) {
  if (images.is_cuda()) return upsample_by_products(images);
  return torch::upsample_bilinear2d(images, {2 * images.size(2), 2 * images.size(3)}, true);
}

Tensor upsample_by_products(const Tensor& images) {
  const auto count = images.size(0), channels = images.size(1), height = images.size(2),
             width = images.size(3);
  const Tensor pixels = images.permute({0, 2, 3, 1});  // as they lie in memory
  const Tensor tall = upsample_lines(pixels.reshape({count, height, width * channels}));
  return upsample_lines(tall.view({count * 2 * height, width, channels}))
      .view({count, 2 * height, 2 * width, channels})
      .permute({0, 3, 1, 2});
}

}  // namespace friendly
