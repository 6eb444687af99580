#pragma once
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "dataset/LoadDataset.hpp"

namespace friendly {

/// Keeps the two most recently used data sets in memory. Safe to use from several threads.
class DatasetStore {
 public:
  /// `folders`: where to look for data files, in this order.
  explicit DatasetStore(std::vector<std::string> folders) : folders_(std::move(folders)) {}

  const std::vector<std::string>& folders() const { return folders_; }

  /// The result of load_dataset(), which is called only if the data set is not in memory. Threads that call
  /// meanwhile wait. Throws UserError as load_dataset() does.
  std::shared_ptr<const Dataset> get(const DatasetRequest& request);

 private:
  struct Entry {
    std::string key;
    std::shared_ptr<const Dataset> data;
  };
  std::vector<std::string> folders_;
  std::list<Entry> entries_;  // most recently used first
  std::mutex mutex_;
};

}  // namespace friendly
