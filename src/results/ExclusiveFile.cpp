#include "results/ExclusiveFile.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "core/Error.hpp"
#include "core/Process.hpp"
#include "results/OutputFile.hpp"

namespace friendly {
namespace {

// The answer of a server that created the link may be lost; the repeated question is then answered with "it
// exists". The number of links tells.
bool was_linked(const std::string& aside) {
  struct stat status = {};
  return ::stat(aside.c_str(), &status) == 0 && status.st_nlink > 1;
}

}  // namespace

bool create_exclusively(const std::string& path, std::string_view content) {
  const std::string aside = fmt::format("{}.{}.{}.tmp", path, host_name(), ::getpid());
  int reason = 0;
  bool created = false;
  try {
    OutputFile file(aside, OutputFile::Mode::create);
    file.write_all(content);
    file.sync();
    file.close();
    created = ::link(aside.c_str(), path.c_str()) == 0;
    if (!created) reason = errno;
    created = created || was_linked(aside);
  } catch (const UserError&) {
    ::unlink(aside.c_str());
    throw;
  }
  ::unlink(aside.c_str());
  errno = reason;
  if (!created && reason != EEXIST)
    throw system_error("cannot create", path, "check the directory's permissions");
  return created;
}

}  // namespace friendly
