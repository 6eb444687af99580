#include "core/Interruption.hpp"

#include <utility>

#include "core/Interrupted.hpp"

namespace friendly {
namespace {

thread_local std::function<bool()> should_stop_now;

}  // namespace

InterruptionScope::InterruptionScope(std::function<bool()> should_stop)
    : outer_(std::exchange(should_stop_now, std::move(should_stop))) {}

InterruptionScope::~InterruptionScope() {
  should_stop_now = std::move(outer_);
}

void interruption_point() {
  if (should_stop_now && should_stop_now()) throw Interrupted();
}

}  // namespace friendly
