#include "comm/Communicator.hpp"

#include <algorithm>
#include <thread>

namespace friendly {
namespace {

constexpr std::chrono::microseconds kShortestNap{20};
constexpr std::chrono::microseconds kLongestNap{2000};

}  // namespace

std::optional<Message> Communicator::wait(std::chrono::milliseconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  for (auto nap = kShortestNap;; nap = std::min(2 * nap, kLongestNap)) {
    if (auto message = poll()) return message;
    if (std::chrono::steady_clock::now() >= end) return std::nullopt;
    std::this_thread::sleep_for(nap);
  }
}

}  // namespace friendly
