#include "sweep/Silence.hpp"

#include <algorithm>
#include <chrono>

namespace friendly {

double Heartbeat::steady_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

Silence::Silence(std::size_t peers, std::function<double()> now)
    : now_(std::move(now)), looked_at_(now_()), heard_at_(peers, 0) {}

void Silence::look() {
  constexpr double longest = 1;
  const double now = now_();
  time_ += std::min(now - looked_at_, longest);
  looked_at_ = now;
}

}  // namespace friendly
