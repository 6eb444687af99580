#pragma once
#include "comm/Communicator.hpp"

namespace friendly {

/// Connects rank 0 to the ranks of `world` and to one more rank within its own process. That one is number
/// `size() - 1`, which no rank of `world` has.
class JoinedCommunicator : public Communicator {
 public:
  /// `own`: rank 0's end of a pair from make_thread_communicators(2). Both must outlive this object.
  JoinedCommunicator(Communicator& world, Communicator& own) : world_(world), own_(own) {}

  int rank() const override { return 0; }
  int size() const override { return world_.size() + 1; }
  void send(int to, const std::string& kind, const nlohmann::json& body) override;
  std::optional<Message> poll() override;

 private:
  Communicator& world_;
  Communicator& own_;
};

}  // namespace friendly
