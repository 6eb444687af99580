#pragma once
#include <map>
#include <string>
#include <vector>

#include "trial/DataSize.hpp"

namespace friendly {

/// The sizes of trials' data, as the catalogue says. Of what lies on disk only generated sets are looked at,
/// since these may have fewer test examples.
class DataSizeTable {
 public:
  explicit DataSizeTable(std::vector<std::string> folders) : folders_(std::move(folders)) {}

  DataSize operator()(const TrialSpec& spec);

 private:
  std::vector<std::string> folders_;
  std::map<std::string, DataSize> sizes_;  // by data set, of all its examples
};

}  // namespace friendly
