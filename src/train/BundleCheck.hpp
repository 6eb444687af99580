#pragma once
#include <map>
#include <string>
#include <vector>

#include "dataset/DatasetStore.hpp"
#include "trial/Bundle.hpp"

namespace friendly {

/// The data that `spec` names.
DatasetRequest dataset_request(const TrialSpec& spec);

/// What a sweep's data sets are: checksum and origin by name.
struct DatasetProvenance {
  std::map<std::string, std::string> checksums, origins;
};

/// Loads the data of every bundle once and checks that networks, schedules and minibatches fit it. Throws
/// UserError naming the grid.
DatasetProvenance check_bundles(const std::vector<Bundle>& bundles, DatasetStore& datasets);

}  // namespace friendly
