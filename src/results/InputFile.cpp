#include "results/InputFile.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "core/Error.hpp"

namespace friendly {
namespace {

constexpr const char* kOpenRemedy = "check the path and its permissions";
constexpr const char* kReadRemedy = "check that it is a file and the disk is sound";

int open_to_read(const std::string& path) {
  return ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
}

}  // namespace

InputFile::InputFile(std::string path) : InputFile(path, open_to_read(path)) {}

InputFile::InputFile(std::string path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {
  if (descriptor_ < 0) throw system_error("cannot open", path_, kOpenRemedy);
}

InputFile::InputFile(InputFile&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

InputFile::~InputFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::optional<InputFile> InputFile::if_exists(const std::string& path) {
  const int descriptor = open_to_read(path);
  if (descriptor < 0 && errno == ENOENT) return std::nullopt;
  return InputFile(path, descriptor);
}

std::uint64_t InputFile::size() const {
  struct stat status = {};
  if (::fstat(descriptor_, &status) != 0) throw system_error("cannot read", path_, kReadRemedy);
  return static_cast<std::uint64_t>(status.st_size);
}

double InputFile::modified() const {
  struct stat status = {};
  if (::fstat(descriptor_, &status) != 0) throw system_error("cannot read", path_, kReadRemedy);
  return static_cast<double>(status.st_mtim.tv_sec) + 1e-9 * static_cast<double>(status.st_mtim.tv_nsec);
}

std::size_t InputFile::read(std::uint64_t offset, char* bytes, std::size_t size) const {
  std::size_t done = 0;
  while (done < size) {
    const ssize_t count = ::pread(descriptor_, bytes + done, size - done, static_cast<off_t>(offset + done));
    if (count == 0) break;
    if (count > 0) {
      done += static_cast<std::size_t>(count);
    } else if (errno != EINTR) {
      throw system_error("cannot read", path_, kReadRemedy);
    }
  }
  return done;
}

std::string InputFile::read(std::uint64_t offset, std::size_t size) const {
  std::string bytes(size, '\0');
  bytes.resize(read(offset, bytes.data(), size));
  return bytes;
}

}  // namespace friendly
