#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "train/Observer.hpp"

namespace friendly {

/// The folder of a sweep's classifiers (ClassifierFile.hpp). Every rank puts in those of the trials that it
/// has trained, named `KEY.pt`; at the end one rank keeps the winners'. Files of other names are left alone.
class ClassifierFolder : public Observer {
 public:
  /// The folder is created when it is needed.
  explicit ClassifierFolder(std::string path) : path_(std::move(path)) {}

  /// Saves the reported classifiers. A disk that refuses costs these files, not the trials: it is warned of.
  void on_end(TrialArray& array, const std::vector<std::int64_t>& reported) override;

  /// Removes all classifiers but those of the trials whose keys `names` has, which are called `NAME.KEY.pt`
  /// from now on. May be repeated, after a kill or with other winners. Returns the keys of those that there
  /// are. Throws UserError if the disk refuses.
  std::vector<std::string> keep_only(const std::map<std::string, std::string>& names) const;

  /// Where the classifier of the trial `key` is kept under `name`.
  std::string path_of(const std::string& name, const std::string& key) const;

 private:
  std::string path_;
};

}  // namespace friendly
