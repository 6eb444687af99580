#pragma once
#include <functional>
#include <string>
#include <vector>

#include "formats/Examples.hpp"

namespace friendly {

/// Names, sizes and times of change of `files`, as one hash: as long as it stays, so does what was read from
/// them. Folders are not named, so that the same files may be reached by other paths.
std::string source_stamp(const std::vector<std::string>& files);

/// What `parse` gives, kept in the data file `path` for everyone who comes later with the same `stamp`. Of
/// many processes on many machines that start at once, one parses and the others wait for it; a process that
/// died while parsing, or a wait beyond `patience_s`, only costs that another one parses too. A folder that
/// may not be written to is no error, a full disk is: UserError, and nothing is left behind.
UnsplitDataset cached(const std::string& path, const std::string& stamp,
                      const std::function<UnsplitDataset()>& parse, double patience_s = 120);

}  // namespace friendly
