#pragma once
#include <string>

namespace friendly {

/// Keeps other coordinators away from a result file while it lives: the file `<result file>.lock` names the
/// host and the process that writes. Works without flock, which network file systems lack. The lock of a
/// process that died on this host is taken over. A process on another host cannot be queried, but its lock's
/// time stamp moves as long as it lives: a stamp that stays put while we watch belongs to a dead holder.
/// Stamps come from the file system and are only compared with each other, so no two clocks have to agree.
class SweepLock {
 public:
  /// Waits up to `patience` seconds for another host's stamp to move. Throws UserError if another process
  /// holds the lock.
  explicit SweepLock(const std::string& result_file, double patience = 60);
  SweepLock(SweepLock&& other) noexcept;
  SweepLock& operator=(SweepLock&&) = delete;
  ~SweepLock();

  /// Moves the stamp; must be called much more often than the patience of others lasts. Throws UserError if
  /// another process has taken the lock, as happens when this one stalled for too long: it must stop writing.
  void refresh();

 private:
  std::string path_;
  std::string claim_;
};

}  // namespace friendly
