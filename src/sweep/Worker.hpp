#pragma once
#include <functional>
#include <optional>
#include <vector>

#include "comm/Communicator.hpp"
#include "sweep/Bundle.hpp"
#include "sweep/Silence.hpp"
#include "trial/TrialResult.hpp"

namespace friendly {

/// What a runner may ask and tell while it trains.
struct RunnerHooks {
  /// An epoch of the bundle's trial number `trial` (from 0) is over.
  std::function<void(std::size_t trial, const EpochRecord& record)> on_epoch;
  /// Whether to save and throw Interrupted. Cheap enough for every training step; a runner that does not call
  /// it for longer than the heartbeat limit is taken as lost.
  std::function<bool()> should_stop;
};

/// Trains a bundle: an outcome for each of its trials, in their order. Throws Interrupted when should_stop()
/// said so, or any std::exception, which makes all of them failed.
using Runner = std::function<std::vector<TrialOutcome>(const Bundle& bundle, const RunnerHooks& hooks)>;

/// Trains what the coordinator at rank 0 hands out, until told to stop.
class Worker {
 public:
  Worker(Communicator& communicator, Runner runner, Heartbeat heartbeat = {});

  /// Returns whether all ranks are there to end together. If not (one was lost, or the coordinator fell
  /// silent), nobody may wait for the others: MpiSession::abandon().
  bool run();

  /// For a rank that cannot train: tells the coordinator why and waits for the end with the others, so that
  /// no rank ends alone. Returns what run() does; the runner is not called.
  bool stand_aside(const std::string& why);

 private:
  bool end();
  void train(const Bundle& bundle);
  void sign(TrialResult& result, const Bundle& bundle) const;
  bool is_over() const { return told_to_stop_ || is_abandoned_; }
  bool should_stop();
  void attend(std::chrono::milliseconds limit);
  void take_in(const Message& message);
  void send(const std::string& kind, const nlohmann::json& body);

  Communicator& communicator_;
  const Runner runner_;
  const Heartbeat heartbeat_;
  Silence silence_;
  double attended_at_ = 0;
  double beat_at_ = 0;
  std::optional<Bundle> assigned_;
  bool told_to_stop_ = false;
  bool is_abandoned_ = false;
  std::optional<bool> all_end_;  // the coordinator's last word
};

}  // namespace friendly
