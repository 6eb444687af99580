#pragma once
#include <string>

#include "formats/Examples.hpp"

namespace friendly {

/// Writes a data set as one HDF5 file, under a temporary name that is then replaced by `path`. Groups `known`
/// and `test` each hold `labels` [N] int64 and either `inputs` [N, …] float32 or, for text, the compressed
/// sparse rows `starts` [N + 1] int64, `columns` int64 and `values` float32. Attributes of the root:
/// `origin`, `checksum`, `width` (D of text) and `stamp`, which identifies what the file was made from.
/// Nothing is compressed, so that the file can be mapped. The user block, the first 4096 bytes, holds a
/// checksum of the rest. While it is made, the data are in memory twice. Throws UserError if the file cannot
/// be written, and Interrupted; no partial file remains.
void write_sealed_file(const std::string& path, const UnsplitDataset& dataset, const std::string& stamp);

/// What map_sealed_file() returns.
struct SealedFile {
  UnsplitDataset dataset;
  std::string stamp;  ///< as given to write_sealed_file()
};

/// Maps a file that write_sealed_file() wrote. The tensors live in its pages, which all processes of a
/// machine share, and must not be written to. Throws UserError naming the file if it is not such a file or is
/// damaged.
SealedFile map_sealed_file(const std::string& path);

}  // namespace friendly
