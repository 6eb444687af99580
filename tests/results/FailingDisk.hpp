#pragma once

namespace friendly {

/// Lets system calls of this process fail as on a bad disk. While it lives, calls of pwrite, fdatasync, fsync
/// and rename are counted together, and the n-th of them (1-based) fails with `reason` as errno: a pwrite
/// after its first byte, an fdatasync by losing all that was written to the file since its last sync, which
/// Linux may do (a later fdatasync then succeeds). All others work.
class FailingDisk {
 public:
  FailingDisk(int nth, int reason);
  ~FailingDisk();

  /// Whether the n-th call was reached.
  bool has_failed() const;
};

}  // namespace friendly
