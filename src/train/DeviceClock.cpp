#include "train/DeviceClock.hpp"

#include <torch/cuda.h>

#include <ctime>

namespace friendly {

double processor_seconds() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

double DeviceClock::seconds() const {
  if (device_.is_cpu()) return processor_seconds();
  torch::cuda::synchronize(device_.index());
  return watch_.seconds();
}

}  // namespace friendly
