#include "train/ClassifierFolder.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <filesystem>
#include <regex>
#include <set>

#include "core/AtomicFile.hpp"
#include "core/Error.hpp"
#include "train/ClassifierFile.hpp"

namespace friendly {
namespace {

namespace fs = std::filesystem;

// A classifier, or one that its process did not complete.
struct Found {
  fs::path path;
  std::string key;
  bool is_complete;
};

std::vector<Found> find_classifiers(const std::string& folder) {
  static const std::regex pattern(R"((?:.+\.)?([0-9a-f]{16})\.pt(\.at-.+\.tmp)?)");
  std::vector<Found> all;
  std::error_code absent;
  for (const auto& entry : fs::directory_iterator(folder, absent)) {
    std::smatch parts;
    const std::string name = entry.path().filename().string();
    if (std::regex_match(name, parts, pattern)) all.push_back({entry.path(), parts[1], !parts[2].matched});
  }
  return all;
}

}  // namespace

void ClassifierFolder::on_end(TrialArray& array, const std::vector<std::int64_t>& reported) {
  if (reported.empty()) return;
  std::error_code exists;
  fs::create_directories(path_, exists);
  try {
    for (const std::int64_t replica : reported)
      save_classifier(fmt::format("{}/{}.pt", path_, trial_key(array.spec(replica))), array.classifier,
                      replica, FolderSync::later);
    sync_directory(path_);
  } catch (const UserError& error) {
    spdlog::warn("the sweep continues without some classifiers: {}", error.what());
  }
}

std::vector<std::string> ClassifierFolder::keep_only(const std::map<std::string, std::string>& names) const {
  std::set<std::string> kept;
  for (const Found& found : find_classifiers(path_)) {
    const auto winner = names.find(found.key);
    std::error_code error;
    if (found.is_complete && winner != names.end()) {
      fs::rename(found.path, path_of(winner->second, found.key), error);
      kept.insert(found.key);
    } else {
      fs::remove(found.path, error);
    }
    if (error)
      throw UserError(fmt::format("cannot rename or remove {}", found.path.string()), error.message(),
                      "check its permissions and run the same command again");
  }
  if (!kept.empty()) sync_directory(path_);
  return {kept.begin(), kept.end()};
}

std::string ClassifierFolder::path_of(const std::string& name, const std::string& key) const {
  return fmt::format("{}/{}.{}.pt", path_, name, key);
}

}  // namespace friendly
