#pragma once
#include <torch/types.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace friendly {

/// Parses the images of an IDX file (MNIST's format): [N, 1, H, W], uint8. `bytes` is the whole uncompressed
/// file and `path` its name for messages. Throws UserError naming file and offset if the magic number is not
/// that of unsigned bytes in three dimensions, there are no images, or the file's length contradicts its
/// header.
torch::Tensor parse_idx_images(std::string_view bytes, const std::string& path);

/// Parses the labels of an IDX file: [N], int64. Throws UserError as parse_idx_images() does, and for a label
/// that is not below `n_classes`.
torch::Tensor parse_idx_labels(std::string_view bytes, const std::string& path, std::int64_t n_classes);

}  // namespace friendly
