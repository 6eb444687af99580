#pragma once
#include <optional>
#include <set>
#include <unordered_set>
#include <vector>

#include "comm/Communicator.hpp"
#include "sweep/Heartbeat.hpp"
#include "sweep/Messages.hpp"
#include "sweep/Scheduler.hpp"
#include "trial/Sink.hpp"

namespace friendly {

/// How a sweep ended.
struct SweepSummary {
  std::int64_t done = 0;      ///< trials trained to the end
  std::int64_t failed = 0;    ///< trials with any other status
  bool interrupted = false;   ///< some trials are left: stop() was called, or no worker is left to train them
  std::string nobody_trains;  ///< the reason, if all ranks stand aside; empty otherwise
  std::vector<int> silent;    ///< ranks that did not confirm the end; if any, call MpiSession::abandon()
};

/// Rank 0's part of a sweep: hands out bundles to the other ranks, each of which runs a Worker, and passes
/// their results to a sink, exactly one per trial.
class Coordinator {
 public:
  /// `bundles`: as make_bundles() returned them. `finished`: keys of the trials that already have a row. A
  /// bundle whose workers are lost is handed out at most `max_attempts` times; after that its trials have
  /// crashed. A bundle with a failed trial is handed out again up to `retries` times before the failure
  /// becomes the result. The sink must outlive the coordinator.
  Coordinator(Communicator& communicator, std::vector<Bundle> bundles,
              std::unordered_set<std::string> finished, Sink& sink, HeartbeatPolicy heartbeat = {},
              std::int64_t max_attempts = 3, std::int64_t retries = 0);

  /// Improves the predicted order with a measurement from an earlier run: `bundle` took `seconds`.
  void learn(const Bundle& bundle, double seconds) { scheduler_.learn(bundle, seconds); }

  /// Coordinates until every trial has its row or `stop_requested` (called several times a second) returns
  /// true, and the workers have confirmed the end. Exceptions of the sink are passed on; unless
  /// dismiss_workers() follows, the workers then end because the coordinator is silent.
  SweepSummary run(const std::function<bool()>& stop_requested);

  /// One round: waits up to `pause` for messages, takes them in, and hands out bundles. Returns false when
  /// the sweep is over.
  bool step(std::chrono::milliseconds pause);

  /// Tells all workers to save a checkpoint and stop; step() then waits for them.
  void stop();

  SweepSummary summary() const;

 private:
  enum class State { active, lost, stopped };

  void take_in(const Message& message);
  void take_in(int worker, const message::Progress& progress);
  void take_in(int worker, const message::StandsAside& aside);
  void take_in(int worker, message::Finished& finished);
  void take_in(int worker, const message::Failed& failed);
  void take_in_outcomes(int worker, const Bundle& bundle, std::vector<TrialOutcome> outcomes,
                        std::optional<double> seconds);
  bool is_tried_again(const Bundle& bundle, int worker, const std::vector<TrialOutcome>& outcomes);
  void record(const Bundle& bundle, std::size_t trial, TrialOutcome outcome);
  void hand_out();
  template <class Kind>
  void tell_all(const Kind& message);
  void find_lost();
  void lose(int worker);
  bool is_over() const;
  bool has_trainers() const;
  std::vector<int> workers_in(State state) const;
  State& state_of(int rank) { return states_[static_cast<std::size_t>(rank)]; }

  Communicator& communicator_;
  Scheduler scheduler_;
  std::unordered_set<std::string> finished_;  // keys
  Sink& sink_;
  const HeartbeatPolicy heartbeat_;
  const std::int64_t max_attempts_, retries_;
  PeerMonitor peers_;
  std::vector<State> states_;  // by rank; rank 0's own is stopped
  std::set<int> idle_;         // ranks waiting for a bundle
  std::set<int> aside_;        // ranks that train nothing
  std::string why_aside_;      // the reason that the last of them gave
  double stopped_at_ = -1;     // by peers_.elapsed(); negative: not yet
  std::int64_t done_ = 0;
  std::int64_t failed_ = 0;
};

/// Rank 0's part if it has failed: tells all workers to stop and end, so that no rank waits for ever, and
/// ignores what they report. Returns the ranks that did not confirm.
std::vector<int> dismiss_workers(Communicator& communicator, const HeartbeatPolicy& heartbeat);

}  // namespace friendly
