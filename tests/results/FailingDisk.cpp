#include "results/FailingDisk.hpp"

#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <map>

namespace {

int calls_left = 0;
int failure = 0;
int read_failure = 0;
std::map<ino_t, off_t> unsynced;  // by file: the first byte written since its last sync

bool fails_now() {
  return calls_left > 0 && --calls_left == 0;
}

ino_t inode(int descriptor) {
  struct stat status = {};
  ::fstat(descriptor, &status);
  return status.st_ino;
}

}  // namespace

// These replace the C library's functions throughout the test program.
extern "C" ssize_t pwrite(int descriptor, const void* bytes, size_t size, off_t offset) {
  off_t& first = unsynced.try_emplace(inode(descriptor), offset).first->second;
  first = std::min(first, offset);
  const bool fails = fails_now();
  const ssize_t written = ::syscall(SYS_pwrite64, descriptor, bytes, fails ? size_t{1} : size, offset);
  if (!fails) return written;
  errno = failure;
  return -1;
}

extern "C" ssize_t pread(int descriptor, void* bytes, size_t size, off_t offset) {
  if (read_failure == 0) return ::syscall(SYS_pread64, descriptor, bytes, size, offset);
  errno = read_failure;
  return -1;
}

extern "C" int fdatasync(int descriptor) {
  const auto lost = unsynced.find(inode(descriptor));
  if (fails_now()) {
    if (lost != unsynced.end() && ::ftruncate(descriptor, lost->second) != 0) return -1;
    errno = failure;
    return -1;
  }
  if (lost != unsynced.end()) unsynced.erase(lost);
  return static_cast<int>(::syscall(SYS_fdatasync, descriptor));
}

extern "C" int fsync(int descriptor) {
  if (!fails_now()) return static_cast<int>(::syscall(SYS_fsync, descriptor));
  errno = failure;
  return -1;
}

extern "C" int rename(const char* from, const char* to) noexcept {
  if (!fails_now()) return static_cast<int>(::syscall(SYS_rename, from, to));
  errno = failure;
  return -1;
}

namespace friendly {

FailingDisk::FailingDisk(int nth, int reason) {
  calls_left = nth;
  failure = reason;
  unsynced.clear();
}

FailingDisk::~FailingDisk() {
  calls_left = 0;
}

bool FailingDisk::has_failed() const {
  return calls_left == 0;
}

FailingReads::FailingReads(int reason) {
  read_failure = reason;
}

FailingReads::~FailingReads() {
  read_failure = 0;
}

}  // namespace friendly
