#pragma once
#include <chrono>
#include <optional>
#include <string>

#include "comm/Message.hpp"

namespace friendly {

/// One rank's connection to all ranks. Messages from one sender arrive in the order in which they were sent;
/// a message to a rank that has died is lost without an error. An endpoint must be used by one thread only.
class Communicator {
 public:
  Communicator() = default;
  Communicator(const Communicator&) = delete;
  Communicator& operator=(const Communicator&) = delete;
  virtual ~Communicator() = default;

  virtual int rank() const = 0;
  virtual int size() const = 0;

  /// Sends to rank `to`; returns at once, however large the message and however busy the receiver. Kind and
  /// body are those of a Message.
  virtual void send(int to, const std::string& kind, const nlohmann::json& body) = 0;

  /// The next message, if one has arrived; returns at once.
  virtual std::optional<Message> poll() = 0;

  /// The next message; sleeps until one arrives or `limit` has passed.
  virtual std::optional<Message> wait(std::chrono::milliseconds limit) = 0;
};

}  // namespace friendly
