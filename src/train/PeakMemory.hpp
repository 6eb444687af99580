#pragma once
#include <c10/util/ThreadLocalDebugInfo.h>

#include <cstdint>
#include <memory>

namespace friendly {

/// Counts the memory of the tensors that this thread makes, on whatever device, while it lives. One at a time
/// a thread; it takes the place of LibTorch's profiler.
class PeakMemory {
 public:
  PeakMemory();

  /// The most that they took at once so far, in bytes.
  std::int64_t bytes() const;

 private:
  class Counter;
  std::shared_ptr<Counter> counter_;
  c10::DebugInfoGuard guard_;
};

}  // namespace friendly
