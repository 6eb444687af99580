#pragma once
#include "comm/Communicator.hpp"

namespace friendly {

/// Rank 0's way to the other ranks and to one more within its own process: that one has the number `size() -
/// 1`, which no rank of `world` has.
class JoinedCommunicator : public Communicator {
 public:
  /// `own`: rank 0's end of a pair of make_thread_communicators(2). Both outlive this.
  JoinedCommunicator(Communicator& world, Communicator& own) : world_(world), own_(own) {}

  int rank() const override { return 0; }
  int size() const override { return world_.size() + 1; }
  void send(int to, const std::string& kind, const nlohmann::json& body) override;
  std::optional<Message> poll() override;
  std::optional<Message> wait(std::chrono::milliseconds limit) override;

 private:
  Communicator& world_;
  Communicator& own_;
};

}  // namespace friendly
