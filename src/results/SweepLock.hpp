#pragma once
#include <string>

#include "core/Error.hpp"

namespace friendly {

/// Another coordinator has taken over, or may have: this one must stop writing.
class Superseded : public UserError {
 public:
  using UserError::UserError;
};

/// Keeps other coordinators away from a result file while it lives: the file `<result file>.lock` names the
/// host and the process that writes. Works without flock, which network file systems lack. The lock of a
/// process that died on this host is taken over. A process on another host cannot be queried, but its lock's
/// time stamp moves as long as it lives: a stamp that stays put while we watch belongs to a dead holder.
/// Stamps come from the file system and are only compared with each other, so no two clocks have to agree.
class SweepLock {
 public:
  /// Waits up to `patience` seconds for another host's stamp to move. Throws UserError if another process
  /// holds the lock, or if the disk refuses.
  explicit SweepLock(const std::string& result_file, double patience = 60);
  SweepLock(SweepLock&& other) noexcept;
  SweepLock& operator=(SweepLock&&) = delete;
  ~SweepLock();

  /// Moves the stamp; must be called much more often than the patience of others lasts. Throws Superseded if
  /// another process has taken the lock, as happens when this one stalled for too long, or if the lock is
  /// gone. A lock that cannot be read at the moment is neither.
  void refresh();

 private:
  std::string path_;
  std::string claim_;
};

/// Whether a living process holds the lock of `result_file`, as far as can be told at once: on another host
/// its stamp must have moved within the last minute before Unix time `now`. Throws UserError if the lock
/// cannot be read.
bool is_held(const std::string& result_file, double now);

}  // namespace friendly
