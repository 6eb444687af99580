#include "results/SweepLock.hpp"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <ctime>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>
#include <utility>

#include "core/Error.hpp"
#include "core/Process.hpp"
#include "core/Stopwatch.hpp"
#include "results/ExclusiveFile.hpp"
#include "results/InputFile.hpp"

namespace friendly {
namespace {

constexpr double kLongSilence = 60;  // seconds after which a holder on another host counts as dead

std::string lock_path(const std::string& result_file) {
  return result_file + ".lock";
}

std::string own_claim() {
  const std::int64_t pid = ::getpid();
  return nlohmann::json{{"host", host_name()},
                        {"pid", pid},
                        {"process_start", process_start(pid)},
                        {"since", fmt::format("{:%F %T} UTC", fmt::gmtime(std::time(nullptr)))}}
      .dump();
}

bool holder_is_dead(const nlohmann::json& claim) {
  return claim.value("process_start", "") != process_start(claim.value("pid", std::int64_t{0}));
}

bool is_on_this_host(const nlohmann::json& claim) {
  return claim.is_object() && claim.value("host", "") == host_name();
}

// The lock's content; nothing if it does not exist. Opening it makes a network file system ask its server.
std::optional<std::string> content_of(const std::string& path) {
  const auto file = InputFile::if_exists(path);
  if (!file) return std::nullopt;
  return file->read(0, file->size());
}

// Content and time stamp of the lock; nothing if it does not exist.
std::optional<std::string> snapshot_of(const std::string& path) {
  const auto file = InputFile::if_exists(path);
  if (!file) return std::nullopt;
  return fmt::format("{:.9f} {}", file->modified(), file->read(0, file->size()));
}

nlohmann::json claim_in(const std::string& content) {
  return nlohmann::json::parse(content, nullptr, false);
}

bool stands_still(const std::string& path, double patience) {
  constexpr std::chrono::milliseconds pause{100};
  spdlog::warn("{} is held by another host: watching for up to {:.0f} s whether its holder is alive", path,
               patience);
  const auto first = snapshot_of(path);
  for (const Stopwatch watch; watch.seconds() < patience; std::this_thread::sleep_for(pause))
    if (snapshot_of(path) != first) return false;
  return snapshot_of(path) == first;
}

// Removes the dead holder's lock. If several processes try, one of them moves the file away; if that was
// already a new lock, it is put back.
void remove_dead(const std::string& path, const std::string& dead) {
  const std::string aside = fmt::format("{}.{}.dead", path, ::getpid());
  if (std::rename(path.c_str(), aside.c_str()) != 0) return;
  if (content_of(aside) != dead) ::link(aside.c_str(), path.c_str());
  ::unlink(aside.c_str());
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
    : path_(lock_path(result_file)), claim_(own_claim()) {
  if (create_exclusively(path_, claim_)) return;
  if (const auto held = content_of(path_)) {
    const auto holder = claim_in(*held);
    if (!(is_on_this_host(holder) ? holder_is_dead(holder) : stands_still(path_, patience)))
      refuse(path_, holder);
    remove_dead(path_, *held);
  }
  if (!create_exclusively(path_, claim_)) refuse(path_, claim_in(content_of(path_).value_or("")));
}

SweepLock::SweepLock(SweepLock&& other) noexcept
    : path_(std::exchange(other.path_, "")), claim_(std::move(other.claim_)) {}

SweepLock::~SweepLock() {
  if (path_.empty()) return;
  try {
    if (content_of(path_) == claim_) ::unlink(path_.c_str());
  } catch (const UserError&) {
    // What cannot be read is left to our successor, who finds us dead.
  }
}

void SweepLock::refresh() {
  std::optional<std::string> content;
  try {
    content = content_of(path_);
  } catch (const UserError& error) {
    spdlog::debug("the lock is asked again later: {}", error.what());
    return;
  }
  if (content != claim_)
    throw Superseded(fmt::format("{} was taken or removed", path_),
                     "another coordinator may be writing to this result file",
                     "check `friendly status`; when nothing else writes, run the same command to resume");
  // Without an explicit time, the file server sets the stamp.
  ::utimensat(AT_FDCWD, path_.c_str(), nullptr, 0);
}

bool is_held(const std::string& result_file, double now) {
  const auto file = InputFile::if_exists(lock_path(result_file));
  if (!file) return false;
  const auto holder = claim_in(file->read(0, file->size()));
  return is_on_this_host(holder) ? !holder_is_dead(holder) : now - file->modified() < kLongSilence;
}

}  // namespace friendly
