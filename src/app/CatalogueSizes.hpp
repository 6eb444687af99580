#pragma once
#include <string>
#include <vector>

#include "trial/DataSize.hpp"

namespace friendly {

/// The sizes that the catalogue gives. Of what lies in `folders` only generated sets are looked at, since
/// these may have fewer test examples.
DataSizes catalogue_sizes(std::vector<std::string> folders);

}  // namespace friendly
