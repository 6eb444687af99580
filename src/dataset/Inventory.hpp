#pragma once
#include <string>
#include <vector>

#include "dataset/Catalogue.hpp"

namespace friendly {

/// What is on the disk of a data set.
enum class Presence {
  absent,
  incomplete,  ///< some of its files are missing
  complete,    ///< all files are there; nobody has read them yet
  verified,    ///< read as a whole by verify_dataset(), and unchanged since
  generated,   ///< made by us
  built_in     ///< made as it is loaded
};

struct DatasetState {
  Presence presence;
  std::string place;  ///< folder or file, "" if absent
};

/// Looks at names, sizes and times only, so it is quick. Folders as for load_dataset().
DatasetState state_of(const DatasetInfo& info, const std::vector<std::string>& folders);

/// A table of all data sets with shape, sizes of the parts, state, place, origin and licence.
std::string list_datasets(const std::vector<std::string>& folders);

/// Reads a data set as a whole and compares its checksum with the known one, or the one that fetching
/// recorded. Returns what was found in words; throws UserError if it is absent, damaged or another. What
/// passed is remembered below `<first folder>/cache/`, for state_of().
std::string verify_dataset(const DatasetInfo& info, const std::vector<std::string>& folders);

/// The name of the file in a data set's folder where fetching records the checksum of what it got.
inline constexpr const char* kChecksumFile = "checksum.txt";

}  // namespace friendly
