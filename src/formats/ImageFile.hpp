#pragma once
#include <torch/types.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace friendly {

/// A grey picture, row by row, values in [0, 1].
struct GreyImage {
  std::int64_t width, height;
  std::vector<float> pixels;
};

/// A PNG, JPEG or PGM file's content as a grey picture. Throws UserError naming `path` if it is none of them,
/// is damaged, or has more than 100 million pixels.
GreyImage decode_grey_image(std::string_view bytes, const std::string& path);

/// Writes a picture as PNG, replacing `path` as a whole; `pixels` is [H, W, 1] or [H, W, 3], uint8. Throws
/// UserError if the disk refuses.
void write_png(const std::string& path, const torch::Tensor& pixels);

}  // namespace friendly
