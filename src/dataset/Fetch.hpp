#pragma once
#include <string>
#include <vector>

#include "dataset/Catalogue.hpp"

namespace friendly {

/// Downloads a data set into `<folder>/<its folder>/` with curl. What an interrupted call left is gone on
/// with; every file is checked against its SHA-256 before it is put in place, archives are unpacked (tar,
/// unzip), and the whole set is read once. Returns what was done in words. Throws UserError if a login is
/// needed (it says what to do by hand), a program fails, or a checksum differs (the file is then removed).
std::string fetch_dataset(const DatasetInfo& info, const std::string& folder);

/// The same from other places.
std::string fetch_dataset(const DatasetInfo& info, const std::vector<Download>& list,
                          const std::string& folder);

}  // namespace friendly
