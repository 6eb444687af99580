#pragma once
#include <cstdint>
#include <string>

namespace friendly {

/// Where a process runs, so that others on the same machine can watch it.
struct ProcessPlace {
  std::string machine;  ///< its running kernel and namespace of process ids; empty: not known
  std::int64_t pid = 0;
  std::string start;  ///< process_start()
};

ProcessPlace this_process();

/// Notices the end of a process of this machine at once, however it comes about.
class ProcessWatch {
 public:
  explicit ProcessWatch(const ProcessPlace& place);
  ~ProcessWatch();
  ProcessWatch(ProcessWatch&& other) noexcept;
  ProcessWatch& operator=(ProcessWatch&& other) noexcept;

  /// Whether the process has ended; false if it runs on another machine, or if the kernel does not say.
  bool has_ended() const;

 private:
  int descriptor_ = -1;
  bool had_ended_ = false;  // before the watch began
};

}  // namespace friendly
