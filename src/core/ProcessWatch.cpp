#include "core/ProcessWatch.hpp"

#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <utility>

#include "core/Process.hpp"

namespace friendly {
namespace {

// Ranks in containers of their own see different processes under the same ids.
std::string this_machine() {
  std::string boot;
  std::getline(std::ifstream("/proc/sys/kernel/random/boot_id"), boot);
  std::error_code unreadable;
  const std::string processes = std::filesystem::read_symlink("/proc/self/ns/pid", unreadable).string();
  return boot.empty() || processes.empty() ? "" : boot + " " + processes;
}

int open_process(std::int64_t pid) {
  return static_cast<int>(::syscall(SYS_pidfd_open, static_cast<pid_t>(pid), 0u));
}

}  // namespace

ProcessPlace this_process() {
  return {this_machine(), ::getpid(), process_start(::getpid())};
}

ProcessWatch::ProcessWatch(const ProcessPlace& place) {
  if (place.machine.empty() || place.machine != this_machine()) return;
  descriptor_ = open_process(place.pid);
  // Looked up after opening, since the id may have passed to another process before.
  had_ended_ = process_start(place.pid) != place.start;
}

ProcessWatch::~ProcessWatch() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

ProcessWatch::ProcessWatch(ProcessWatch&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), had_ended_(other.had_ended_) {}

ProcessWatch& ProcessWatch::operator=(ProcessWatch&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(had_ended_, other.had_ended_);
  return *this;
}

bool ProcessWatch::has_ended() const {
  if (had_ended_ || descriptor_ < 0) return had_ended_;
  pollfd process{descriptor_, POLLIN, 0};
  return ::poll(&process, 1, 0) > 0;
}

}  // namespace friendly
