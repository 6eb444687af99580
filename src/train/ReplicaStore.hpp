#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "train/ReplicaFile.hpp"
#include "train/TrialArray.hpp"

namespace friendly {

/// Trials that can be trained as one array.
struct ArrayStart {
  std::vector<std::size_t> trials;  ///< indices
  std::vector<ReplicaFile> files;   ///< one per trial, all of one position; none: from the beginning
};

/// The replica files of a folder, `KEY.IDENTITY.POSITION.replica`, as one rank finds, writes and removes
/// them. A replica's name is `KEY.IDENTITY`: the trial, and what a run must have in common with the one that
/// wrote the file. Files of different positions never replace each other, so a process that is killed while
/// it saves an array leaves the files of the position before.
class ReplicaStore {
 public:
  /// Keeps nothing.
  ReplicaStore() = default;
  /// `folder` is created when it is needed. Empty: keeps nothing.
  ReplicaStore(std::string folder) : folder_(std::move(folder)) {}

  bool keeps_nothing() const { return folder_.empty(); }

  /// How the replicas called `names` can go on: as one array from the newest position of which all have an
  /// intact file, or else as one array for each newest position. Warns of files that cannot be used.
  std::vector<ArrayStart> starts(const std::vector<std::string>& names);

  /// Writes a file for each replica of an array, and removes their other files once all are on the disk.
  /// Throws UserError if the disk refuses; the older files then stay.
  void save(const std::vector<std::string>& names, const Position& position,
            const std::vector<Replica>& replicas);

  /// Removes the files of the trial `key` that have been found or written.
  void remove(const std::string& key);
  /// Leaves the files of the trial `key` for a later run.
  void leave(const std::string& key);

 private:
  void find(const std::vector<std::string>& names);
  std::map<Position, ReplicaFile> intact_files(const std::string& name);

  std::string folder_;
  std::map<std::string, std::set<std::string>> paths_;  // by name, found or written
  std::set<std::string> unusable_;                      // paths that have been warned of
};

}  // namespace friendly
