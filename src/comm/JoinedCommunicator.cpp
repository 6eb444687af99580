#include "comm/JoinedCommunicator.hpp"

#include <algorithm>

namespace friendly {

void JoinedCommunicator::send(int to, const std::string& kind, const nlohmann::json& body) {
  if (to == world_.size())
    own_.send(1, kind, body);
  else
    world_.send(to, kind, body);
}

std::optional<Message> JoinedCommunicator::poll() {
  if (auto message = own_.poll()) {
    message->from = world_.size();
    return message;
  }
  return world_.poll();
}

std::optional<Message> JoinedCommunicator::wait(std::chrono::milliseconds limit) {
  // Waiting for one side would miss messages from the other, so the wait is cut into slices.
  constexpr std::chrono::milliseconds slice{2};
  const auto end = std::chrono::steady_clock::now() + limit;
  while (true) {
    if (auto message = poll()) return message;
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    if (left <= std::chrono::milliseconds(0)) return std::nullopt;
    if (auto message = world_.wait(std::min(left, slice))) return message;
  }
}

}  // namespace friendly
