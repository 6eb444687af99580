#pragma once
#include <torch/types.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace friendly {

/// Images of an IDX file (the format of MNIST): [N, 1, H, W], uint8. `bytes` is the whole uncompressed file
/// and `path` its name for messages. Throws UserError naming file and offset if the magic number is not that
/// of unsigned bytes in three dimensions, there is no image, or the file's length is not what its header
/// says.
torch::Tensor parse_idx_images(std::string_view bytes, const std::string& path);

/// Labels of an IDX file: [N], int64, each below `n_classes`. Errors as above; a label out of range too.
torch::Tensor parse_idx_labels(std::string_view bytes, const std::string& path, std::int64_t n_classes);

}  // namespace friendly
