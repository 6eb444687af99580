#include "core/AtomicFile.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <regex>
#include <vector>

#include "core/Error.hpp"
#include "core/Process.hpp"

namespace friendly {
namespace {

namespace fs = std::filesystem;

constexpr const char* kChooseAnother =
    "name another place, or check its permissions and the disk's free space";
constexpr const char* kRemedy = "free space on the disk, or check its permissions";

void sync_path(const std::string& path, int flags) {
  const int descriptor = ::open(path.c_str(), flags);
  if (descriptor < 0) throw system_error("cannot open", path, kRemedy);
  const int status = ::fsync(descriptor);
  ::close(descriptor);
  if (status != 0) throw system_error("cannot sync", path, kRemedy);
}

std::string folder_of(const std::string& path) {
  return fs::path(path).parent_path().string();
}

bool is_older_than_a_day(const fs::path& path) {
  std::error_code error;
  const auto written = fs::last_write_time(path, error);
  return !error && fs::file_time_type::clock::now() - written > std::chrono::hours(24);
}

// Whether a file named by aside_path() has lost the process that would complete it.
bool is_leftover(const fs::path& path) {
  static const std::regex pattern(R"(.*\.at-(.+)-([0-9]{1,18})-([0-9]+)-[0-9]+\.tmp)");
  std::smatch parts;
  const std::string name = path.filename().string();
  if (path.extension() != ".tmp" || !std::regex_match(name, parts, pattern)) return false;
  const std::string host = parts[1], pid = parts[2], start = parts[3];
  return host == host_name() ? process_start(std::stoll(pid)) != start : is_older_than_a_day(path);
}

void create_folders(const fs::path& folder, std::vector<std::string>& created) {
  std::error_code absent;
  if (folder.empty() || fs::is_directory(folder, absent)) return;
  create_folders(folder.parent_path(), created);
  if (::mkdir(folder.c_str(), 0777) == 0)
    created.push_back(folder.string());
  else if (errno != EEXIST)
    throw system_error("cannot create the folder", folder.string(), kChooseAnother);
}

void create_and_remove(const std::string& path) {
  const std::string probe = aside_path(path);
  const int descriptor = ::open(probe.c_str(), O_WRONLY | O_CREAT | O_EXCL, 0666);
  if (descriptor < 0) throw system_error("cannot write", path, kChooseAnother);
  ::close(descriptor);
  ::unlink(probe.c_str());
}

}  // namespace

std::vector<std::string> ensure_writable(const std::string& path) {
  std::error_code absent;
  const auto status = fs::status(path, absent);
  if (!fs::path(path).has_filename() || (fs::exists(status) && !fs::is_regular_file(status)))
    throw UserError("cannot write " + path, "it is not a regular file", "name another file");
  std::vector<std::string> created;
  try {
    create_folders(folder_of(path), created);
    create_and_remove(path);
  } catch (const UserError&) {
    remove_empty(created);
    throw;
  }
  return created;
}

void remove_empty(const std::vector<std::string>& folders) {
  for (auto folder = folders.rbegin(); folder != folders.rend(); ++folder) ::rmdir(folder->c_str());
}

void ensure_free(const std::string& path, bool may_replace, const std::string& signature,
                 const std::string& kind) {
  if (!fs::exists(path)) return;
  if (!may_replace)
    throw UserError(fmt::format("{} exists already", path), "what it holds would be lost",
                    "name another file, or add --force to replace it");
  std::string start(signature.size(), '\0');
  std::ifstream(path, std::ios::binary).read(start.data(), static_cast<std::streamsize>(start.size()));
  if (start != signature)
    throw UserError(fmt::format("{} exists already", path), fmt::format("it is not {}", kind),
                    "name another file");
}

std::string aside_path(const std::string& path) {
  static std::atomic<int> count = 0;
  return fmt::format("{}.at-{}-{}-{}-{}.tmp", path, host_name(), ::getpid(), process_start(::getpid()),
                     ++count);
}

// Another process may be doing the same: whatever is gone or out of reach is not ours to care for.
void remove_leftovers(const std::string& directory) {
  std::error_code error;
  for (fs::directory_iterator entry(directory.empty() ? "." : directory, error), end; !error && entry != end;
       entry.increment(error)) {
    std::error_code ignored;
    if (is_leftover(entry->path())) fs::remove(entry->path(), ignored);
  }
}

void sync_directory(const std::string& directory) {
  sync_path(directory.empty() ? "." : directory, O_RDONLY | O_DIRECTORY);
}

void replace_file(const std::string& path, const std::function<void(const std::string& aside)>& write,
                  FolderSync folder) {
  if (folder == FolderSync::now) remove_leftovers(folder_of(path));
  const std::string aside = aside_path(path);
  try {
    write(aside);
    sync_path(aside, O_RDONLY);
    if (std::rename(aside.c_str(), path.c_str()) != 0) throw system_error("cannot replace", path, kRemedy);
  } catch (...) {
    ::unlink(aside.c_str());
    throw;
  }
  if (folder == FolderSync::now) sync_directory(folder_of(path));
}

void replace_text(const std::string& path, const std::string& text) {
  replace_file(path, [&](const std::string& aside) {
    std::ofstream file(aside, std::ios::binary);
    if (!(file << text).flush()) throw system_error("cannot write", path, kRemedy);
  });
}

}  // namespace friendly
