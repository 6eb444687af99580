#pragma once
#include <string>

namespace friendly {

/// Keeps a second coordinator off a result file, as long as it lives: the file `<result file>.lock` names the
/// host and the process that writes. Works without flock, which network file systems lack. The lock of a
/// process that died on this host is taken over. Of a process on another host nothing can be asked, but its
/// lock's time stamp moves as long as it lives: a stamp that does not move while we watch is a dead holder's.
/// Stamps are the file system's own and only compared with each other, so that no two clocks have to agree.
class SweepLock {
 public:
  /// Waits up to `patience` seconds to see another host's stamp move. Throws UserError when another process
  /// holds the lock.
  explicit SweepLock(const std::string& result_file, double patience = 60);
  SweepLock(SweepLock&& other) noexcept;
  SweepLock& operator=(SweepLock&&) = delete;
  ~SweepLock();

  /// Moves the stamp; to be called much more often than others' patience lasts. Throws UserError if another
  /// process has taken the lock, as it may when this one stood still for too long: it must write no more.
  void refresh();

 private:
  std::string path_;
  std::string claim_;
};

}  // namespace friendly
