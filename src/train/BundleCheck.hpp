#pragma once
#include <map>
#include <string>
#include <vector>

#include "dataset/DatasetStore.hpp"
#include "trial/Bundle.hpp"

namespace friendly {

/// Which data `spec` trains on.
DatasetRequest dataset_request(const TrialSpec& spec);

/// Checksum and origin of each data set of a sweep, by the data set's name.
struct DatasetProvenance {
  std::map<std::string, std::string> checksums, origins;
};

/// Loads the data of every bundle and checks, without training, that each trial's networks, schedule and
/// minibatches fit them. Throws UserError: as check_trainable() does, with the grid's name in front, or
/// because the data cannot be loaded.
DatasetProvenance check_bundles(const std::vector<Bundle>& bundles, DatasetStore& datasets);

}  // namespace friendly
