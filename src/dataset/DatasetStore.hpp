#pragma once
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "config/CommandLine.hpp"
#include "dataset/Registry.hpp"
#include "trial/TrialSpec.hpp"

namespace friendly {

/// Data sets in memory, the last few that were asked for. Safe to use from several threads.
class DatasetStore {
 public:
  /// `folders`: where data files are looked for, in this order.
  explicit DatasetStore(std::vector<std::string> folders) : folders_(std::move(folders)) {}

  /// The data that `spec` trains on. Throws UserError.
  std::shared_ptr<const Dataset> get(const TrialSpec& spec);

 private:
  struct Entry {
    std::string request;
    std::shared_ptr<const Dataset> data;
  };
  std::vector<std::string> folders_;
  std::list<Entry> entries_;  // the last used first
  std::mutex mutex_;
};

/// Declares --data.
void add_data_option(CommandLine& line);

/// The folders that --data, FRIENDLY_DATA and the default name.
std::vector<std::string> data_folders(const CommandLine& line);

}  // namespace friendly
