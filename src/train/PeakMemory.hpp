#pragma once
#include <c10/util/ThreadLocalDebugInfo.h>

#include <cstdint>
#include <memory>

namespace friendly {

/// Measures, while it lives, the memory of the tensors that this thread and its backward passes allocate, on
/// whatever device. It takes the place of LibTorch's profiler, so there can be only one per thread at a time.
class PeakMemory {
 public:
  PeakMemory();

  /// The most that these tensors have occupied at once so far, in bytes.
  std::int64_t bytes() const;

 private:
  class Counter;
  std::shared_ptr<Counter> counter_;
  c10::DebugInfoGuard guard_;
};

}  // namespace friendly
