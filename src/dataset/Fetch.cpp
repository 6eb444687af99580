#include "dataset/Fetch.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <thread>

#include "core/AtomicFile.hpp"
#include "core/Digest.hpp"
#include "core/Error.hpp"
#include "core/Interrupted.hpp"
#include "core/Interruption.hpp"
#include "dataset/Inventory.hpp"
#include "dataset/SourceFiles.hpp"

namespace friendly {
namespace {

namespace fs = std::filesystem;

// Waits for `child` to end, and ends it if this is interrupted.
int status_of(pid_t child) {
  int status = 0;
  try {
    while (::waitpid(child, &status, WNOHANG) == 0) {
      interruption_point();
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  } catch (const Interrupted&) {
    ::kill(child, SIGTERM);
    ::waitpid(child, &status, 0);
    throw;
  }
  interruption_point();  // the same signal may have ended the child
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

// Runs a program without a shell, with our own standard streams. Returns its exit status, 127 if it is not
// installed.
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
  return status_of(child);
}

void run_or_throw(const std::vector<std::string>& words, const std::string& what, const std::string& remedy) {
  if (const int status = run(words); status != 0)
    throw UserError(what,
                    status == 127 ? words[0] + " is not installed"
                                  : fmt::format("{} exited with status {}", words[0], status),
                    remedy);
}

// Downloads a file of a data set into `folder` unless it is there, checks it, and returns its path.
fs::path download(const Download& item, const DatasetInfo& info, const fs::path& folder) {
  const fs::path target = folder / fs::path(item.url).filename(), partial = target.string() + ".part";
  const auto is_intact = [&](const fs::path& file) {
    return fs::exists(file) && (item.sha256.empty() || sha256_of_file(file.string()) == item.sha256);
  };
  if (is_intact(target)) return target;
  std::vector<std::string> curl = {"curl", "--fail", "--location", "--retry", "3", "--continue-at", "-"};
  if (::isatty(STDERR_FILENO))
    curl.emplace_back("--progress-bar");
  else
    curl.insert(curl.end(), {"--silent", "--show-error"});
  curl.insert(curl.end(), {"--output", partial.string(), item.url});
  const bool is_complete = !item.sha256.empty() && is_intact(partial);
  if (!is_complete)
    run_or_throw(
        curl, "cannot download " + item.url,
        fmt::format("try again: the download resumes from what has arrived; without a network {}copy "
                    "the files that data/README.md names into {}",
                    can_be_made(info) ? fmt::format("`friendly data make {}`, or ", info.name) : "",
                    folder.string()));
  if (!is_intact(partial)) {
    const std::string digest = sha256_of_file(partial.string());
    fs::remove(partial);
    throw UserError("the file from " + item.url + " is not the expected one",
                    fmt::format("SHA-256 {} instead of {}", digest, item.sha256),
                    "try again later; nothing was installed");
  }
  if (item.sha256.empty())
    spdlog::warn("{}: there is no known checksum to compare with; its SHA-256 is {}", item.url,
                 sha256_of_file(partial.string()));
  fs::rename(partial, target);
  return target;
}

// A folder that is removed with all it contains.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(const fs::path& path) : path_(path) {
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

void unpack(const fs::path& archive, const Download& item, const fs::path& folder) {
  const TemporaryFolder temporary(folder / "unpacking");
  const fs::path& unpacked = temporary.path();
  const std::string what = "cannot unpack " + archive.string(),
                    remedy = "remove it and fetch the data set again";
  if (archive.extension() == ".zip")
    run_or_throw({"unzip", "-q", "-o", archive.string(), "-d", unpacked.string()}, what, remedy);
  else
    run_or_throw({"tar", "-xzf", archive.string(), "-C", unpacked.string()}, what, remedy);
  for (const auto& [member, name] : item.members) {
    if (!fs::exists(unpacked / member))
      throw UserError(what, fmt::format("it does not contain {}", member), remedy);
    fs::remove_all(folder / name);
    fs::rename(unpacked / member, folder / name);
  }
  fs::remove(archive);
}

void create_folder(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error)
    throw UserError("cannot create " + path.string(), error.message(), "choose another folder with --data");
}

}  // namespace

std::string fetch_dataset(const DatasetInfo& info, const std::vector<Download>& list,
                          const std::string& folder) {
  const fs::path target = fs::path(folder) / info.folder;
  const auto state = state_of(info, {folder});
  if ((state.presence == Presence::complete || state.presence == Presence::verified) &&
      state.location == target)
    return fmt::format("{} is already in {}", info.name, target.string());
  create_folder(target);
  for (const auto& item : list) {
    const fs::path file = download(item, info, target);
    if (!item.members.empty()) unpack(file, item, target);
  }
  const UnsplitDataset dataset = read_source_files(info, target.string());
  replace_text((target / kChecksumFile).string(), dataset.checksum + "\n");
  return fmt::format("{} is in {}: {} + {} examples", info.name, target.string(), dataset.known.size(),
                     dataset.test.size());
}

std::string fetch_dataset(const DatasetInfo& info, const std::string& folder) {
  if (info.format == Format::none) return info.name + " is generated when it is loaded";
  const std::vector<Download> list = downloads(info);
  if (list.empty())
    throw UserError(fmt::format("{} cannot be downloaded automatically", info.name),
                    "some steps have to be done by hand", manual_steps(info));
  return fetch_dataset(info, list, folder);
}

}  // namespace friendly
