#pragma once
#include <torch/types.h>

#include <cstdint>

#include "formats/Examples.hpp"

namespace friendly {

/// A sheet of the first `n_columns` examples of every class of a part, a row per class, on grey; each pixel
/// becomes `scale` x `scale`. Returns [H, W, 1 or 3], uint8; values are cut to [0, 1] first. Throws UserError
/// if the examples are no images of one or three channels.
torch::Tensor contact_sheet(const Examples& part, std::int64_t n_columns, std::int64_t scale);

}  // namespace friendly
