#pragma once
#include <chrono>
#include <optional>
#include <string>

#include "comm/Communicator.hpp"
#include "sweep/Heartbeat.hpp"
#include "trial/Runner.hpp"

namespace friendly {

/// Trains the bundles that the coordinator on rank 0 hands out, until told to stop.
class Worker {
 public:
  /// The communicator must outlive the worker. A rank that only stands aside needs no runner.
  Worker(Communicator& communicator, Runner runner, HeartbeatPolicy heartbeat = {});

  /// Works until the sweep is over. Returns whether all ranks are present to end together. If not (one was
  /// lost, or the coordinator fell silent), no rank may wait for the others: call MpiSession::abandon().
  bool run();

  /// For a rank that cannot train: tells the coordinator why and waits for the end with the others, so that
  /// no rank ends alone. Returns what run() returns.
  bool stand_aside(const std::string& why);

 private:
  bool end();
  void train(const Bundle& bundle);
  void sign(TrialResult& result, const Bundle& bundle) const;
  bool is_over() const { return told_to_stop_ || is_abandoned_; }
  bool should_stop();
  void attend(std::chrono::milliseconds limit);
  void take_in(const Message& message);

  Communicator& communicator_;
  const Runner runner_;
  const HeartbeatPolicy heartbeat_;
  PeerMonitor coordinator_;
  double attended_at_ = 0;
  double beat_at_ = 0;
  std::optional<Bundle> assigned_;
  bool told_to_stop_ = false;
  bool is_abandoned_ = false;
  std::optional<bool> all_end_;  // what the coordinator's last message said
};

}  // namespace friendly
