#pragma once
#include <torch/types.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace friendly {

/// A greyscale picture, row by row, values in [0, 1].
struct GreyImage {
  std::int64_t width, height;
  std::vector<float> pixels;
};

/// Decodes the content of a PNG, JPEG or binary PGM file, turning colours to grey. Throws UserError naming
/// `path` if it is none of these, is damaged, or has more than 100 million pixels.
GreyImage decode_grey_image(std::string_view bytes, const std::string& path);

/// Writes a picture as PNG, replacing `path` atomically; `pixels` is [H, W, 1] or [H, W, 3], uint8. Throws
/// UserError if it cannot be written.
void write_png(const std::string& path, const torch::Tensor& pixels);

}  // namespace friendly
