#pragma once
#include <torch/types.h>

#include <cstdint>

#include "formats/Examples.hpp"

namespace friendly {

/// A sheet showing the first `n_columns` examples of every class, a row per class, on grey; each pixel
/// becomes `scale` x `scale`. Values are clamped to [0, 1]. Returns [H, W, 1] or [H, W, 3], uint8. Throws
/// UserError unless the examples are images of one or three channels.
torch::Tensor contact_sheet(const Examples& examples, std::int64_t n_columns, std::int64_t scale);

}  // namespace friendly
