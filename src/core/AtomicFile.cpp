#include "core/AtomicFile.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include "core/Error.hpp"

namespace friendly {
namespace {

constexpr const char* kRemedy = "free space on the disk, or check its permissions";

void sync_path(const std::string& path, int flags) {
  const int descriptor = ::open(path.c_str(), flags);
  if (descriptor < 0) throw system_error("cannot open", path, kRemedy);
  const int status = ::fsync(descriptor);
  ::close(descriptor);
  if (status != 0) throw system_error("cannot sync", path, kRemedy);
}

}  // namespace

void sync_directory(const std::string& directory) {
  sync_path(directory.empty() ? "." : directory, O_RDONLY | O_DIRECTORY);
}

void replace_file(const std::string& path, const std::function<void(const std::string& aside)>& write,
                  FolderSync folder) {
  const std::string aside = fmt::format("{}.{}.tmp", path, ::getpid());
  try {
    write(aside);
    sync_path(aside, O_RDONLY);
    if (std::rename(aside.c_str(), path.c_str()) != 0) throw system_error("cannot replace", path, kRemedy);
  } catch (...) {
    ::unlink(aside.c_str());
    throw;
  }
  if (folder == FolderSync::now) sync_directory(std::filesystem::path(path).parent_path().string());
}

}  // namespace friendly
