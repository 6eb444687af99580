#pragma once
#include <string>
#include <unordered_set>

namespace friendly {

/// The folder in which the ranks of a sweep keep checkpoints, a file per trial, `KEY.….replica`.
std::string checkpoints_path(const std::string& result_file);

/// The keys of the trials that have a checkpoint; none if there is no such folder.
std::unordered_set<std::string> keys_with_checkpoint(const std::string& result_file);

/// Removes the checkpoints of these trials, if any. One that stays takes up space and does no harm.
void remove_checkpoints(const std::string& result_file, const std::unordered_set<std::string>& keys);

}  // namespace friendly
