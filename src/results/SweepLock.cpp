#include "results/SweepLock.hpp"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>
#include <utility>

#include "core/Error.hpp"
#include "core/Process.hpp"
#include "core/Stopwatch.hpp"
#include "results/OutputFile.hpp"

namespace friendly {
namespace {

std::string own_claim() {
  const std::int64_t pid = ::getpid();
  return nlohmann::json{{"host", host_name()},
                        {"pid", pid},
                        {"process_start", process_start(pid)},
                        {"since", fmt::format("{:%F %T} UTC", fmt::gmtime(std::time(nullptr)))}}
      .dump();
}

// Puts `claim` at `path` unless that file exists: a link appears whole or not at all, even on NFS.
bool try_to_claim(const std::string& path, const std::string& claim) {
  const std::string aside = fmt::format("{}.{}.tmp", path, ::getpid());
  int reason = 0;
  try {
    OutputFile file(aside, OutputFile::Mode::create);
    file.write_all(claim);
    file.close();
    if (::link(aside.c_str(), path.c_str()) != 0) reason = errno;
  } catch (const UserError&) {
    ::unlink(aside.c_str());
    throw;
  }
  ::unlink(aside.c_str());
  errno = reason;
  if (reason != 0 && reason != EEXIST)
    throw system_error("cannot create the lock", path, "check the directory's permissions");
  return reason == 0;
}

bool holder_is_dead(const nlohmann::json& claim) {
  return claim.value("process_start", "") != process_start(claim.value("pid", std::int64_t{0}));
}

bool is_on_this_host(const nlohmann::json& claim) {
  return claim.is_object() && claim.value("host", "") == host_name();
}

// Content and time stamp of the lock. Opening it makes a network file system ask its server.
std::string snapshot_of(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return "gone";
  struct stat status = {};
  ::fstat(descriptor, &status);
  ::close(descriptor);
  return fmt::format("{}.{} {}", status.st_mtim.tv_sec, status.st_mtim.tv_nsec, read_file(path));
}

bool stands_still(const std::string& path, double patience) {
  constexpr std::chrono::milliseconds pause{100};
  spdlog::warn("{} is held by another host: watching for up to {:.0f} s whether its holder is alive", path,
               patience);
  const std::string first = snapshot_of(path);
  for (const Stopwatch watch; watch.seconds() < patience; std::this_thread::sleep_for(pause))
    if (snapshot_of(path) != first) return false;
  return snapshot_of(path) == first;
}

// Removes the dead holder's lock. If several processes try, one of them moves the file away; if that was
// already a new lock, it is put back.
void remove_dead(const std::string& path, const std::string& dead) {
  const std::string aside = fmt::format("{}.{}.dead", path, ::getpid());
  if (std::rename(path.c_str(), aside.c_str()) != 0) return;
  if (read_file(aside) != dead) ::link(aside.c_str(), path.c_str());
  ::unlink(aside.c_str());
}

bool is_ours(const std::string& path, const std::string& claim) {
  std::ifstream file(path, std::ios::binary);
  std::string text;
  return std::getline(file, text) && text == claim;
}

[[noreturn]] void refuse(const std::string& path, const nlohmann::json& claim) {
  const std::string holder =
      claim.is_object() ? fmt::format("process {} on {} since {}", claim.value("pid", std::int64_t{0}),
                                      claim.value("host", "?"), claim.value("since", "?"))
                        : "an unknown process";
  throw UserError(fmt::format("{} is held", path), fmt::format("{} is writing to this result file", holder),
                  fmt::format("wait for it or stop it; if it no longer runs, delete {}", path));
}

}  // namespace

SweepLock::SweepLock(const std::string& result_file, double patience)
    : path_(result_file + ".lock"), claim_(own_claim()) {
  if (try_to_claim(path_, claim_)) return;
  const std::string held = read_file(path_);
  const auto holder = nlohmann::json::parse(held, nullptr, false);
  if (!(is_on_this_host(holder) ? holder_is_dead(holder) : stands_still(path_, patience)))
    refuse(path_, holder);
  remove_dead(path_, held);
  if (!try_to_claim(path_, claim_)) refuse(path_, nlohmann::json::parse(read_file(path_), nullptr, false));
}

SweepLock::SweepLock(SweepLock&& other) noexcept
    : path_(std::exchange(other.path_, "")), claim_(std::move(other.claim_)) {}

SweepLock::~SweepLock() {
  if (path_.empty() || !is_ours(path_, claim_)) return;
  ::unlink(path_.c_str());
}

void SweepLock::refresh() {
  if (!is_ours(path_, claim_))
    throw UserError(fmt::format("{} was taken or removed", path_),
                    "another coordinator may be writing to this result file",
                    "check `friendly status`; when nothing else writes, run the same command to resume");
  // Without an explicit time, the file server sets the stamp.
  ::utimensat(AT_FDCWD, path_.c_str(), nullptr, 0);
}

}  // namespace friendly
