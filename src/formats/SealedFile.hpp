#pragma once
#include <string>

#include "formats/Examples.hpp"

namespace friendly {

/// Writes examples as one HDF5 file, aside and then renamed: groups `known` and `test`, each with `labels`
/// [N] int64 and either `inputs` [N, ...] float32 or, for text, the compressed rows `starts` [N + 1] int64,
/// `columns` int64 and `values` float32. Attributes of the root: `origin`, `checksum`, `width` (D of text)
/// and `stamp`, which says what the file was made from. Nothing is compressed, so that the file can be
/// mapped. The user block of 4096 bytes before it all holds a checksum of the rest. Throws UserError if the
/// disk refuses; nothing is then left.
void write_sealed_file(const std::string& path, const UnsplitDataset& dataset, const std::string& stamp);

struct SealedFile {
  UnsplitDataset dataset;
  std::string stamp;
};

/// Maps such a file: tensors live in its pages, which all processes of a machine share; they are not to be
/// written. Throws UserError naming the file if it is none or is damaged.
SealedFile map_sealed_file(const std::string& path);

}  // namespace friendly
