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
  std::int64_t done = 0;      ///< trials trained to their end
  std::int64_t failed = 0;    ///< trials with any other status
  bool interrupted = false;   ///< some trials are left, because of stop() or because no worker is
  std::string nobody_trains;  ///< why not, where all ranks stand aside; empty otherwise
  std::vector<int> silent;    ///< ranks that did not confirm the end: MpiSession::abandon() if any
};

/// Rank 0's part of a sweep: hands bundles to the other ranks, each of which runs a Worker, and their results
/// to a sink, one per trial.
class Coordinator {
 public:
  /// `finished` holds the keys of trials that have their row already. A bundle is handed out at most
  /// `max_attempts` times when its workers are lost; its trials are crashed after that. A bundle with a
  /// failed trial is handed out up to `retries` times more before the failure is its result. Bundles are as
  /// make_bundles() made them; the sink outlives the coordinator.
  Coordinator(Communicator& communicator, std::vector<Bundle> bundles,
              std::unordered_set<std::string> finished, Sink& sink, HeartbeatPolicy heartbeat = {},
              std::int64_t max_attempts = 3, std::int64_t retries = 0);

  /// Lets the order of hand-outs learn from what an earlier start measured.
  void learn(const Bundle& bundle, double seconds) { scheduler_.learn(bundle, seconds); }

  /// Coordinates until every trial has its row or `stop_requested` (asked several times a second) says so,
  /// and the workers have confirmed. What the sink throws goes through, workers then end by the coordinator's
  /// silence.
  SweepSummary run(const std::function<bool()>& stop_requested);

  /// One round: takes in what has arrived, waiting for it up to `pause`, and hands out. False when all is
  /// over.
  bool step(std::chrono::milliseconds pause);

  /// Tells all workers to save and end.
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
  std::vector<State> states_;  // by rank; our own is stopped
  std::set<int> idle_;         // ranks that wait for a bundle
  std::set<int> aside_;        // ranks that train nothing
  std::string why_aside_;      // what the last of them said
  double stopped_at_ = -1;     // on peers_'s clock; negative: not yet
  std::int64_t done_ = 0;
  std::int64_t failed_ = 0;
};

/// Rank 0's part where it cannot even begin a sweep: sends the workers home, so that no rank waits for ever.
/// Returns the ranks that did not confirm.
std::vector<int> dismiss_workers(Communicator& communicator, const HeartbeatPolicy& heartbeat);

}  // namespace friendly
