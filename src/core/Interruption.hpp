#pragma once
#include <functional>

namespace friendly {

/// While it lives, long-running work in this thread (parsing, downloading, waiting) asks `should_stop` now
/// and then, at interruption points, and ends with Interrupted if the answer is true.
class InterruptionScope {
 public:
  explicit InterruptionScope(std::function<bool()> should_stop);
  ~InterruptionScope();
  InterruptionScope(const InterruptionScope&) = delete;
  InterruptionScope& operator=(const InterruptionScope&) = delete;

 private:
  std::function<bool()> outer_;
};

/// To be called several times a second by work that takes long: throws Interrupted if the thread's innermost
/// InterruptionScope says so. Cheap, and without effect outside any scope.
void interruption_point();

}  // namespace friendly
