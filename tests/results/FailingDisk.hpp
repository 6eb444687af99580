#pragma once

namespace friendly {

/// Makes a system call of this process fail as on a bad disk. While it lives, calls of pwrite, fdatasync,
/// fsync and rename are counted together, and the n-th of them (1-based) fails with `reason` as errno: a
/// pwrite after its first byte, an fdatasync after losing everything written to the file since its last sync,
/// as Linux may (a later fdatasync then succeeds). All other calls work.
class FailingDisk {
 public:
  FailingDisk(int nth, int reason);
  ~FailingDisk();

  /// Whether the n-th call was reached.
  bool has_failed() const;
};

/// While it lives, every pread of this process fails with `reason` as errno, as a network file system's may
/// for a moment.
class FailingReads {
 public:
  explicit FailingReads(int reason);
  ~FailingReads();
};

}  // namespace friendly
