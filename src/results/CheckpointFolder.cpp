#include "results/CheckpointFolder.hpp"

#include <filesystem>

namespace friendly {

namespace {

namespace fs = std::filesystem;

// Calls `action` for each file and its trial's key. Ranks may be writing and removing files meanwhile.
template <class Action>
void for_each_checkpoint(const std::string& result_file, Action action) {
  std::error_code absent;
  for (fs::directory_iterator entry(checkpoints_path(result_file), absent), end; !absent && entry != end;
       entry.increment(absent)) {
    const std::string name = entry->path().filename().string();
    if (entry->path().extension() == ".replica") action(entry->path(), name.substr(0, name.find('.')));
  }
}

}  // namespace

std::string checkpoints_path(const std::string& result_file) {
  return result_file + ".checkpoints";
}

std::unordered_set<std::string> keys_with_checkpoint(const std::string& result_file) {
  std::unordered_set<std::string> keys;
  for_each_checkpoint(result_file, [&](const fs::path&, const std::string& key) { keys.insert(key); });
  return keys;
}

void remove_checkpoints(const std::string& result_file, const std::unordered_set<std::string>& keys) {
  if (keys.empty()) return;
  for_each_checkpoint(result_file, [&](const fs::path& file, const std::string& key) {
    std::error_code refused;
    if (keys.count(key) > 0) fs::remove(file, refused);
  });
}

}  // namespace friendly
