#pragma once
#include <torch/types.h>

#include <string>
#include <string_view>

#include "formats/Examples.hpp"

namespace friendly {

/// Parses an array in NumPy's `.npy` format, versions 1 to 3, little-endian and row by row: float32 and
/// float64 become float32, integers of 1 to 8 bytes and booleans become int64. Throws UserError naming `path`
/// and the offset if the header is damaged or describes any other array, or if the length does not match it.
torch::Tensor parse_npy(std::string_view bytes, const std::string& path);

/// `embeddings` [N, D] (any float type) and `labels` [N] (any integer type) of an HDF5 file. Throws UserError
/// naming the file if either is absent, damaged or of another rank.
Examples read_hdf5_embeddings(const std::string& path);

/// Checks what either of the two has read: inputs [N, width] of finite numbers, labels [N] from 0 to
/// n_labels - 1. Throws UserError naming `path`, and the row where a value is at fault.
void check_embeddings(const Examples& examples, std::int64_t width, std::int64_t n_labels,
                      const std::string& path);

}  // namespace friendly
