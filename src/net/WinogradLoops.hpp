#pragma once
#include <cstdint>

namespace friendly {

/// A convolution of stride 1 by Winograd's method with 6 × 6 tiles (Lavin and Gray, "Fast Algorithms for
/// Convolutional Neural Networks", 2016): m × m outputs of a kernel of r × r weights, m = 7 - r, take 36
/// multiplications instead of m² r². Images are [N, H, W, C], so that all loops run over channels; both
/// numbers of channels are multiples of 16, and r is 2, 3 or 4.
struct WinogradShape {
  std::int64_t images, height, width, channels;      ///< of the input
  std::int64_t out_height, out_width, out_channels;  ///< of the output
  std::int64_t kernel, padding;

  std::int64_t outputs() const { return 7 - kernel; }  ///< of a tile, in each direction
  std::int64_t tile_rows() const { return (out_height + outputs() - 1) / outputs(); }
  std::int64_t tile_columns() const { return (out_width + outputs() - 1) / outputs(); }
  std::int64_t tiles() const { return tile_rows() * tile_columns(); }  ///< of an image
};

/// output [N, H', W', K] from input [N, H, W, C], transformed weights [36, C, K] and, unless it is null, a
/// bias [K].
void winograd_forward(const WinogradShape& shape, const float* input, const float* weights, const float* bias,
                      float* output);

/// Adds the gradient by the transformed weights, [36, C, K], to `gradient`, from the input and the gradient
/// by the output.
void winograd_weight_gradient(const WinogradShape& shape, const float* input, const float* output_gradient,
                              float* gradient);

}  // namespace friendly
