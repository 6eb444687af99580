#include "results/OutputFile.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <utility>

#include "core/Error.hpp"

namespace friendly {
namespace {

constexpr const char* kRemedy = "free space on the disk, or check the path and its permissions";

}  // namespace

OutputFile::OutputFile(std::string path, Mode mode)
    : path_(std::move(path)),
      descriptor_(
          ::open(path_.c_str(), O_RDWR | O_CLOEXEC | (mode == Mode::create ? O_CREAT | O_TRUNC : 0), 0666)) {
  if (descriptor_ < 0) throw system_error("cannot open", path_, kRemedy);
}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

OutputFile::~OutputFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::size_t OutputFile::write_some(std::size_t offset, std::string_view bytes) {
  while (true) {
    const ssize_t written = ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written >= 0) return static_cast<std::size_t>(written);
    if (errno != EINTR) throw system_error("cannot write", path_, kRemedy);
  }
}

void OutputFile::write_all(std::string_view bytes) {
  for (std::size_t done = 0; done < bytes.size();) done += write_some(done, bytes.substr(done));
}

void OutputFile::truncate(std::size_t size) {
  if (::ftruncate(descriptor_, static_cast<off_t>(size)) != 0)
    throw system_error("cannot truncate", path_, kRemedy);
}

void OutputFile::sync() {
  if (::fdatasync(descriptor_) != 0) throw system_error("cannot sync", path_, kRemedy);
}

void OutputFile::close() {
  if (::close(std::exchange(descriptor_, -1)) != 0) throw system_error("cannot close", path_, kRemedy);
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw system_error("cannot open", path, "check the path and its permissions");
  std::string bytes, block(1 << 20, '\0');
  while (file.read(block.data(), static_cast<std::streamsize>(block.size())) || file.gcount() > 0)
    bytes.append(block, 0, static_cast<std::size_t>(file.gcount()));
  if (file.bad()) throw system_error("cannot read", path, "check that it is a file and the disk is sound");
  return bytes;
}

}  // namespace friendly
