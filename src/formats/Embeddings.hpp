#pragma once
#include <torch/types.h>

#include <string>
#include <string_view>

#include "formats/Examples.hpp"

namespace friendly {

/// An array of NumPy's `.npy` format, versions 1 to 3: float32 or float64 gives float32, integers of 1 to 8
/// bytes and booleans give int64; little-endian, rows first. Throws UserError naming `path` and the offset if
/// the header is damaged or says anything else, or the length does not fit it.
torch::Tensor parse_npy(std::string_view bytes, const std::string& path);

/// `embeddings` [N, D] (any float type) and `labels` [N] (any integer type) of an HDF5 file. Throws UserError
/// naming the file if they are not there, are damaged or of another rank.
Examples read_hdf5_embeddings(const std::string& path);

/// Checks what was read, by any of the two: [N, D] finite numbers and [N] labels from 0 to n_labels - 1.
/// Throws UserError naming `path` and the row.
void check_embeddings(const Examples& part, std::int64_t width, std::int64_t n_labels,
                      const std::string& path);

}  // namespace friendly
