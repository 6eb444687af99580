#pragma once
#include <functional>
#include <string>
#include <vector>

#include "formats/Examples.hpp"

namespace friendly {

/// A hash of the names, sizes and modification times of `files`: while it is unchanged, so is their content.
/// Folders are not part of it, so the same files may be reached by another path. Throws UserError if a file
/// cannot be examined.
std::string source_stamp(const std::vector<std::string>& files);

/// The result of `parse`, which is stored in the data file `path` for later calls with the same `stamp`. Of
/// many processes that start at once, even on several machines, one parses while the others wait; if it dies,
/// or they have waited for more than `patience_s` seconds, another one parses too. Where the folder is not
/// writable, the result is simply not stored. Throws UserError if the disk is full, and Interrupted; no
/// partial file is left.
UnsplitDataset cached(const std::string& path, const std::string& stamp,
                      const std::function<UnsplitDataset()>& parse, double patience_s = 120);

}  // namespace friendly
