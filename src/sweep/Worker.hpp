#pragma once
#include <chrono>
#include <map>
#include <optional>
#include <string>

#include "comm/Communicator.hpp"
#include "comm/Heartbeat.hpp"
#include "sweep/Messages.hpp"
#include "trial/Runner.hpp"

namespace friendly {

/// Trains the bundles that the coordinator on rank 0 hands out, until told to stop.
class Worker {
 public:
  /// Without a sign of life from the coordinator for `patience` seconds the worker ends. The communicator
  /// must outlive it. A rank that only stands aside needs no runner.
  Worker(LiveCommunicator& communicator, Runner runner, double patience = 5 * HeartbeatPolicy().limit);

  /// Works until the sweep is over. Returns whether all ranks are present to end together. If not (one was
  /// lost, or the coordinator fell silent), no rank may wait for the others: call MpiSession::abandon().
  bool run();

  /// For a rank that cannot train: tells the coordinator why and waits for the end with the others, so that
  /// no rank ends alone. Returns what run() returns.
  bool stand_aside(const std::string& why);

 private:
  bool end();
  void train(const message::Assignment& assignment);
  void sign(TrialResult& result, const Bundle& bundle) const;
  bool is_over() const { return told_to_stop_ || is_abandoned_; }
  bool should_stop(std::int64_t hand_out);
  void attend(std::chrono::milliseconds limit);
  void take_in(const Message& message);
  void take_in(message::Assignment& assignment) { assigned_ = std::move(assignment); }
  void take_in(const message::Cancel& cancel) { cancelled_ = cancel.hand_out; }
  void take_in(const message::Recorded& recorded);
  void take_in(const message::Stop&) { told_to_stop_ = true; }
  void take_in(const message::End& end) { all_end_ = end.all_present; }

  LiveCommunicator& communicator_;
  const Runner runner_;
  const double patience_;
  std::chrono::steady_clock::time_point attended_at_;
  std::optional<message::Assignment> assigned_;
  std::map<std::int64_t, Bundle> unrecorded_;  // trained, by hand-out
  std::int64_t cancelled_ = 0;                 // hand-out
  bool told_to_stop_ = false;
  bool is_abandoned_ = false;
  std::optional<bool> all_end_;  // what the coordinator's last message said
};

}  // namespace friendly
