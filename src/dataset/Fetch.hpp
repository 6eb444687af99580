#pragma once
#include <string>
#include <vector>

#include "dataset/Catalogue.hpp"

namespace friendly {

/// Downloads a data set with curl into its own folder below `folder`, resuming an interrupted download. Every
/// file is checked against its SHA-256 before it gets its final name, archives are unpacked (tar, unzip), and
/// the whole set is read once. Returns a message saying what was done. Throws UserError if the user has to
/// act (saying what to do), a program fails, or a checksum differs (the file is then removed). If it is
/// interrupted, what has arrived of a download is kept.
std::string fetch_dataset(const DatasetInfo& info, const std::string& folder);

/// As above, but downloads the files in `list`.
std::string fetch_dataset(const DatasetInfo& info, const std::vector<Download>& list,
                          const std::string& folder);

}  // namespace friendly
