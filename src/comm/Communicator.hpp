#pragma once
#include <chrono>
#include <optional>
#include <string>

#include "comm/Message.hpp"

namespace friendly {

/// One rank's connection to all ranks. Messages from one sender arrive in the order in which they were sent;
/// a message to a rank that has died is lost without an error. An endpoint must be used by one thread at a
/// time.
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

  /// The next message; waits until one arrives or `limit` has passed. Alternates between polling and sleeping
  /// for at most 2 ms, so that it leaves the core to others.
  std::optional<Message> wait(std::chrono::milliseconds limit);
};

/// A Communicator that knows which ranks are alive, whether or not they have anything to say.
class LiveCommunicator : public Communicator {
 public:
  /// Seconds since the last sign of life of `rank`. Silence means that its process or its machine is dead,
  /// has been halted, or cannot be reached; never that it is busy.
  virtual double silent_for(int rank) const = 0;

  /// Whether the process of `rank` is known to have ended, with nothing left of what it sent; never so for
  /// one on another machine.
  virtual bool has_ended(int rank) const = 0;

  /// Seconds since `rank` last made headway, as far as is known.
  virtual double stalled_for(int rank) const = 0;

  /// To be called as this rank's work makes headway; cheap.
  virtual void show_headway() = 0;
};

}  // namespace friendly
