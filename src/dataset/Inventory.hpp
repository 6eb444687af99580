#pragma once
#include <string>
#include <vector>

#include "dataset/Catalogue.hpp"

namespace friendly {

/// What a data folder holds of a data set.
enum class Presence {
  absent,
  incomplete,  ///< some of its files are missing
  complete,    ///< all of its files exist, but they have not been verified
  verified,    ///< read in full by verify_dataset() and unchanged since
  generated,   ///< made by `friendly data make`
  built_in     ///< generated when it is loaded; needs no files
};

/// The state of one data set.
struct DatasetState {
  Presence presence;
  std::string location;  ///< folder or file; "" if absent or built in
};

/// Quick, since it only examines names, sizes and times. `folders` as for load_dataset().
DatasetState state_of(const DatasetInfo& info, const std::vector<std::string>& folders);

/// A table, as text, of all data sets with shape, sizes, state, licence, origin and location.
std::string list_datasets(const std::vector<std::string>& folders);

/// Reads a data set in full and compares its checksum with the catalogue's or else the one that
/// fetch_dataset() recorded. Returns a message saying what was found. Throws UserError if the set is absent,
/// damaged or different. A success is recorded in `cache/` below the first folder, for state_of().
std::string verify_dataset(const DatasetInfo& info, const std::vector<std::string>& folders);

/// The file in a data set's folder where fetch_dataset() records the checksum.
inline constexpr const char* kChecksumFile = "checksum.txt";

}  // namespace friendly
