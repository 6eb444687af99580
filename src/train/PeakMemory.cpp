#include "train/PeakMemory.hpp"

#include <c10/core/Allocator.h>

#include <algorithm>
#include <atomic>

namespace friendly {
namespace {

// The type of LibTorch's totals: signed in 1.13, unsigned in 2.11.
template <class Base, class Total>
Total total_type(void (Base::*)(void*, std::int64_t, Total, Total, c10::Device));
using Total = decltype(total_type(&c10::MemoryReportingInfoBase::reportMemoryUsage));

}  // namespace

// Atomic, since backward passes report from their own threads.
class PeakMemory::Counter : public c10::MemoryReportingInfoBase {
 public:
  void reportMemoryUsage(void*, std::int64_t change, Total, Total, c10::Device) override {
    const std::int64_t now = now_.fetch_add(change) + change;
    for (std::int64_t peak = peak_; now > peak && !peak_.compare_exchange_weak(peak, now);) {
    }
  }
  bool memoryProfilingEnabled() const override { return true; }
  std::int64_t peak() const { return peak_; }

 private:
  std::atomic<std::int64_t> now_{0}, peak_{0};
};

PeakMemory::PeakMemory()
    : counter_(std::make_shared<Counter>()), guard_(c10::DebugInfoKind::PROFILER_STATE, counter_) {}

std::int64_t PeakMemory::bytes() const {
  return counter_->peak();
}

}  // namespace friendly
