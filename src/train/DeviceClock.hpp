#pragma once
#include <torch/types.h>

#include "core/Stopwatch.hpp"

namespace friendly {

/// Processor seconds of the calling thread, which takes part in all that its threads compute.
double processor_seconds();

/// Times the computations of the calling thread. A CPU's time leaves out what other programs take of it
/// meanwhile.
class DeviceClock {
 public:
  explicit DeviceClock(const torch::Device& device) : device_(device) {}

  /// On a CPU the processor's seconds; on a GPU those by the clock once all computations are done.
  double seconds() const;

 private:
  torch::Device device_;
  Stopwatch watch_;
};

}  // namespace friendly
