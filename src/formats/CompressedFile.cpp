#include "formats/CompressedFile.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <zlib.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <vector>

#include "core/Error.hpp"
#include "core/Interruption.hpp"

namespace friendly {
namespace {

constexpr const char* kFetchAgain = "remove the file, then fetch or copy it again";

struct Closer {
  void operator()(gzFile file) const { ::gzclose_r(file); }
};
using GzipFile = std::unique_ptr<gzFile_s, Closer>;

GzipFile open_file(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) throw system_error("cannot open", path, "check the path");
  if (!S_ISREG(status.st_mode))
    throw UserError(path + " is not a file", S_ISDIR(status.st_mode) ? "it is a directory" : "it is a device",
                    "replace it with the file");
  GzipFile file(::gzopen(path.c_str(), "rb"));
  if (!file) throw system_error("cannot open", path, "check its permissions");
  return file;
}

UserError damaged(const std::string& path, std::size_t offset, const std::string& why) {
  return {fmt::format("cannot read {} past offset {}", path, offset), why, kFetchAgain};
}

}  // namespace

void for_each_block(const std::string& path, const std::function<void(std::string_view)>& consume) {
  GzipFile file = open_file(path);
  std::vector<char> block(std::size_t{1} << 17);
  std::size_t offset = 0;
  while (true) {
    interruption_point();
    const int got = ::gzread(file.get(), block.data(), static_cast<unsigned>(block.size()));
    int status = Z_OK;
    const char* const reason = ::gzerror(file.get(), &status);
    if (got < 0) throw damaged(path, offset, status == Z_ERRNO ? std::strerror(errno) : reason);
    if (got == 0) break;
    offset += static_cast<std::size_t>(got);
    consume({block.data(), static_cast<std::size_t>(got)});
  }
  if (::gzclose_r(file.release()) == Z_BUF_ERROR)
    throw damaged(path, offset, "the compressed data end early");
}

std::string read_uncompressed(const std::string& path, std::size_t limit) {
  std::string content;
  for_each_block(path, [&](std::string_view block) {
    content += block;
    if (content.size() > limit)
      throw UserError(fmt::format("{} continues past offset {}", path, limit),
                      "no file of this data set is that long", kFetchAgain);
  });
  return content;
}

}  // namespace friendly
