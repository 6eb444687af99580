#pragma once
#include <chrono>
#include <optional>
#include <string>

#include "comm/Message.hpp"

namespace friendly {

/// One rank's way to the others. Messages of one sender arrive in the order in which they were sent; a
/// message to a rank that is gone disappears without an error. An endpoint belongs to one thread.
class Communicator {
 public:
  Communicator() = default;
  Communicator(const Communicator&) = delete;
  Communicator& operator=(const Communicator&) = delete;
  virtual ~Communicator() = default;

  virtual int rank() const = 0;
  virtual int size() const = 0;

  /// Sends to rank `to` and returns at once, however large the message and however busy the receiver.
  virtual void send(int to, const std::string& kind, const nlohmann::json& body) = 0;

  /// The next message, if one has arrived; returns at once.
  virtual std::optional<Message> poll() = 0;

  /// The next message; sleeps until one arrives, for no longer than `limit`.
  virtual std::optional<Message> wait(std::chrono::milliseconds limit) = 0;
};

}  // namespace friendly
