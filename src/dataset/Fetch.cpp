#include "dataset/Fetch.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "core/AtomicFile.hpp"
#include "core/Digest.hpp"
#include "core/Error.hpp"
#include "dataset/Inventory.hpp"
#include "dataset/SourceFiles.hpp"

namespace friendly {
namespace {

namespace fs = std::filesystem;

// Runs a program without a shell; its output goes where ours goes. Returns its status, 127 if there is none.
int run(const std::vector<std::string>& words) {
  std::vector<char*> arguments;
  for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const pid_t child = ::fork();
  if (child < 0) throw system_error("cannot start", words[0], "free some memory");
  if (child == 0) {
    ::execvp(arguments[0], arguments.data());
    ::_exit(127);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

void run_or_throw(const std::vector<std::string>& words, const std::string& what, const std::string& remedy) {
  if (const int status = run(words); status != 0)
    throw UserError(what,
                    status == 127 ? words[0] + " is not installed"
                                  : fmt::format("{} ended with status {}", words[0], status),
                    remedy);
}

// The downloaded file, whole and checked.
fs::path download(const Download& item, const fs::path& place) {
  const fs::path target = place / fs::path(item.url).filename(), part = target.string() + ".part";
  const auto is_sound = [&](const fs::path& file) {
    return fs::exists(file) && (item.sha256.empty() || sha256_of_file(file.string()) == item.sha256);
  };
  if (is_sound(target)) return target;
  std::vector<std::string> curl = {"curl", "--fail", "--location", "--retry", "3", "--continue-at", "-"};
  if (::isatty(STDERR_FILENO))
    curl.emplace_back("--progress-bar");
  else
    curl.insert(curl.end(), {"--silent", "--show-error"});
  curl.insert(curl.end(), {"--output", part.string(), item.url});
  const bool has_all = !item.sha256.empty() && is_sound(part);
  if (!has_all)
    run_or_throw(curl, "cannot download " + item.url, "try again: what has arrived is kept and gone on with");
  if (!is_sound(part)) {
    const std::string digest = sha256_of_file(part.string());
    fs::remove(part);
    throw UserError("what came from " + item.url + " is not the known file",
                    fmt::format("SHA-256 {} in place of {}", digest, item.sha256),
                    "try again later; nothing was put in place");
  }
  if (item.sha256.empty())
    spdlog::warn("{}: no checksum is known; it has SHA-256 {}", item.url, sha256_of_file(part.string()));
  fs::rename(part, target);
  return target;
}

void unpack(const fs::path& archive, const Download& item, const fs::path& place) {
  const fs::path aside = place / "unpacking";
  fs::remove_all(aside);
  fs::create_directories(aside);
  const std::string what = "cannot unpack " + archive.string(), remedy = "remove it and fetch again";
  if (archive.extension() == ".zip")
    run_or_throw({"unzip", "-q", "-o", archive.string(), "-d", aside.string()}, what, remedy);
  else
    run_or_throw({"tar", "-xzf", archive.string(), "-C", aside.string()}, what, remedy);
  for (const auto& [member, name] : item.members) {
    if (!fs::exists(aside / member))
      throw UserError(what, fmt::format("there is no {} in it", member), remedy);
    fs::remove_all(place / name);
    fs::rename(aside / member, place / name);
  }
  fs::remove_all(aside);
  fs::remove(archive);
}

void create_folder(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) throw UserError("cannot create " + path.string(), error.message(), "name another --data");
}

}  // namespace

std::string fetch_dataset(const DatasetInfo& info, const std::vector<Download>& list,
                          const std::string& folder) {
  const fs::path place = fs::path(folder) / info.folder;
  const auto state = state_of(info, {folder});
  if ((state.presence == Presence::complete || state.presence == Presence::verified) && state.place == place)
    return fmt::format("{} is in {} already", info.name, place.string());
  create_folder(place);
  for (const auto& item : list) {
    const fs::path file = download(item, place);
    if (!item.members.empty()) unpack(file, item, place);
  }
  const UnsplitDataset examples = read_source_files(info, place.string());
  replace_file((place / kChecksumFile).string(),
               [&](const std::string& aside) { std::ofstream(aside) << examples.checksum << "\n"; });
  return fmt::format("{} is in {}: {} + {} examples", info.name, place.string(), examples.known.size(),
                     examples.test.size());
}

std::string fetch_dataset(const DatasetInfo& info, const std::string& folder) {
  if (info.format == Format::none) return info.name + " is made as it is loaded";
  const std::vector<Download> list = downloads(info);
  if (list.empty())
    throw UserError(fmt::format("{} cannot be downloaded by a program", info.name),
                    "its origin asks for more", manual_steps(info));
  return fetch_dataset(info, list, folder);
}

}  // namespace friendly
