#include "results/CheckpointFolder.hpp"

#include <filesystem>

namespace friendly {

std::string checkpoints_path(const std::string& result_file) {
  return result_file + ".checkpoints";
}

// Ranks may be writing and removing files meanwhile.
std::unordered_set<std::string> keys_with_checkpoint(const std::string& result_file) {
  std::unordered_set<std::string> keys;
  std::error_code absent;
  for (std::filesystem::directory_iterator entry(checkpoints_path(result_file), absent), end;
       !absent && entry != end; entry.increment(absent)) {
    const std::string name = entry->path().filename().string();
    if (entry->path().extension() == ".replica") keys.insert(name.substr(0, name.find('.')));
  }
  return keys;
}

}  // namespace friendly
