#pragma once
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "dataset/LoadDataset.hpp"

namespace friendly {

/// Data sets in memory, the last few that were asked for. Safe to use from several threads.
class DatasetStore {
 public:
  /// `folders`: where data files are looked for, in this order.
  explicit DatasetStore(std::vector<std::string> folders) : folders_(std::move(folders)) {}

  /// What load_dataset() gives for `request`. Throws UserError.
  std::shared_ptr<const Dataset> get(const DatasetRequest& request);

 private:
  struct Entry {
    std::string request;
    std::shared_ptr<const Dataset> data;
  };
  std::vector<std::string> folders_;
  std::list<Entry> entries_;  // the last used first
  std::mutex mutex_;
};

}  // namespace friendly
