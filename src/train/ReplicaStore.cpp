#include "train/ReplicaStore.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <numeric>

#include "core/AtomicFile.hpp"
#include "core/Error.hpp"

namespace friendly {
namespace {

namespace fs = std::filesystem;

constexpr const char* kExtension = ".replica";

bool starts_with(const std::string& text, const std::string& beginning) {
  return text.compare(0, beginning.size(), beginning) == 0;
}

void remove_file(const std::string& path) {
  std::error_code ignored;  // a file that stays takes up space and does no harm
  fs::remove(path, ignored);
}

std::vector<std::size_t> indices(std::size_t count) {
  std::vector<std::size_t> all(count);
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

using Found = std::vector<std::map<Position, ReplicaFile>>;  // by replica

// The newest position of which every replica has a file.
std::optional<Position> common_position(const Found& found) {
  const auto& first = found.front();
  for (auto candidate = first.rbegin(); candidate != first.rend(); ++candidate)
    if (std::all_of(found.begin(), found.end(),
                    [&](const auto& files) { return files.count(candidate->first) > 0; }))
      return candidate->first;
  return {};
}

}  // namespace

// Also finds what a process that was killed while it wrote has left. Files that are gone were replaced by
// another rank.
void ReplicaStore::find(const std::vector<std::string>& names) {
  if (keeps_nothing()) return;
  for (const std::string& name : names) paths_[name].clear();
  std::error_code absent;
  for (const auto& entry : fs::directory_iterator(folder_, absent)) {
    const std::string file = entry.path().filename().string();
    for (const std::string& name : names)
      if (starts_with(file, name + ".")) paths_[name].insert(entry.path().string());
  }
}

std::map<Position, ReplicaFile> ReplicaStore::intact_files(const std::string& name) {
  std::map<Position, ReplicaFile> files;
  for (const std::string& path : paths_[name]) {
    if (fs::path(path).extension() != kExtension || unusable_.count(path) > 0) continue;
    try {
      ReplicaFile file(path);
      const auto position = position_from_json(file.facts().at("position"));
      files.emplace(position, std::move(file));
    } catch (const UserError& error) {
      spdlog::warn("{}", error.what());
      unusable_.insert(path);
    }
  }
  return files;
}

std::vector<ArrayStart> ReplicaStore::starts(const std::vector<std::string>& names) {
  find(names);
  Found found;
  for (const std::string& name : names) found.push_back(intact_files(name));

  const auto common = common_position(found);
  std::map<Position, ArrayStart, std::greater<>> starts;  // those with the least left come first
  for (std::size_t i : indices(names.size())) {
    auto& files = found[i];
    const Position position = common ? *common : files.empty() ? Position{} : files.rbegin()->first;
    ArrayStart& start = starts[position];
    start.trials.push_back(i);
    const auto file = files.find(position);
    if (file != files.end()) start.files.push_back(std::move(file->second));
  }
  std::vector<ArrayStart> result;
  for (auto& [position, start] : starts) result.push_back(std::move(start));
  return result;
}

void ReplicaStore::save(const std::vector<std::string>& names, const Position& position,
                        const std::vector<Replica>& replicas) {
  std::error_code exists;
  fs::create_directories(folder_, exists);
  std::vector<std::string> written;
  try {
    for (std::size_t i = 0; i < names.size(); ++i) {
      const std::string path = fmt::format("{}/{}.{}-{}-{}{}", folder_, names[i], position.epoch,
                                           position.pass, position.minibatch, kExtension);
      write_replica_file(path, replicas[i]);
      written.push_back(path);
    }
    sync_directory(folder_);
  } catch (...) {
    std::for_each(written.begin(), written.end(), remove_file);
    throw;
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    std::set<std::string>& paths = paths_[names[i]];
    paths.erase(written[i]);
    std::for_each(paths.begin(), paths.end(), remove_file);
    paths = {written[i]};
  }
}

void ReplicaStore::remove(const std::string& key) {
  for (auto place = paths_.lower_bound(key); place != paths_.end() && starts_with(place->first, key + ".");) {
    std::for_each(place->second.begin(), place->second.end(), remove_file);
    place = paths_.erase(place);
  }
}

void ReplicaStore::leave(const std::string& key) {
  for (auto place = paths_.lower_bound(key); place != paths_.end() && starts_with(place->first, key + ".");)
    place = paths_.erase(place);
}

}  // namespace friendly
