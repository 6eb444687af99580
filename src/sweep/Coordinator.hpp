#pragma once
#include <map>
#include <optional>
#include <set>
#include <unordered_set>
#include <vector>

#include "comm/Communicator.hpp"
#include "sweep/Faults.hpp"
#include "sweep/Messages.hpp"
#include "sweep/Racing.hpp"
#include "sweep/Roster.hpp"
#include "sweep/Scheduler.hpp"
#include "sweep/SweepPolicy.hpp"
#include "sweep/TrialLedger.hpp"

namespace friendly {

/// How a sweep ended.
struct SweepSummary {
  std::int64_t done = 0;      ///< trials trained to the end
  std::int64_t failed = 0;    ///< trials with any other status, but `pruned`
  bool interrupted = false;   ///< some trials are left: stop() was called, or no worker is left to train them
  std::string nobody_trains;  ///< the reason, if all ranks stand aside; empty otherwise
  std::vector<int> silent;    ///< ranks that did not confirm the end; if any, call MpiSession::abandon()
};

/// Rank 0's part of a sweep: hands out bundles to the other ranks, each of which runs a Worker, and passes
/// their results to a sink, exactly one per trial.
class Coordinator {
 public:
  /// `bundles`: as make_bundles() returned them, of all trials that do not race. `finished`: keys of the
  /// trials that already have a row. `histories`: of trials without one, as far as earlier starts handed them
  /// out. `racing`: the others; its races know the earlier decisions, and the scores of all trials that ended
  /// or paused. The sink must outlive the coordinator.
  Coordinator(LiveCommunicator& communicator, std::vector<Bundle> bundles,
              std::unordered_set<std::string> finished, TrialLedger::Histories histories, Sink& sink,
              SweepPolicy policy = {}, Racing racing = {});

  /// Improves the predicted order with a measurement from an earlier run: `bundle` took `seconds`.
  void learn(const Bundle& bundle, double seconds) { scheduler_.learn(bundle, seconds); }

  /// Coordinates until every trial has its row or `stop_requested` (called several times a second) returns
  /// true, and the workers have confirmed the end. Exceptions of the sink are passed on; unless
  /// dismiss_workers() follows, the workers then end because the coordinator is silent.
  SweepSummary run(const std::function<bool()>& stop_requested);

  /// One round: waits up to `pause` for messages, takes them in, and hands out bundles. Returns false when
  /// the sweep is over.
  bool step(std::chrono::milliseconds pause);

  /// Tells all workers to save and stop; step() then waits for them.
  void stop();

  SweepSummary summary() const;

 private:
  using State = Roster::State;

  void take_in(const Message& message);
  void take_in(int worker, const message::Ready&);
  void take_in(int worker, const message::StandsAside& aside);
  void take_in(int worker, const message::Progress& progress);
  void take_in(int worker, message::Finished& finished);
  void take_in(int worker, const message::Failed& failed);
  void take_in(int worker, const message::Stopped&);
  void take_in_outcomes(int worker, std::int64_t hand_out, std::vector<TrialOutcome> outcomes,
                        std::optional<double> seconds);
  void take_in_failures(int worker, const Bundle& bundle, const std::vector<TrialOutcome>& failures);
  void cancel(std::optional<std::int64_t> hand_out);
  void put_aside(int worker, const std::string& host, const std::string& why);
  void blame(const std::vector<int>& ranks, const std::string& key);
  void hand_out_bundles();
  void queue(std::vector<Bundle> bundles);
  void advance_races();
  bool all_is_trained() const { return scheduler_.all_finished() && racing_.races.are_over(); }
  void give_up_hopeless();
  void watch_ranks();
  void lose(int worker);
  void find_back(int worker);
  void tell_recorded();
  template <class Kind>
  void tell_all(const Kind& message);
  bool is_over() const;

  LiveCommunicator& communicator_;
  Racing racing_;
  TrialLedger ledger_;
  Scheduler scheduler_;
  Sink& sink_;
  const SweepPolicy policy_;
  Roster ranks_;
  std::set<int> idle_;  // ranks waiting for a bundle
  Faults faults_;
  std::vector<std::pair<int, std::int64_t>>
      unrecorded_;                      // workers and hand-outs whose rows may not be durable
  std::int64_t failures_foreseen_ = 0;  // those that the sink's will_spare() takes into account
  std::string why_aside_;               // the reason of the last that stands aside
  std::optional<double> stopped_at_;
};

/// Rank 0's part if it has failed: tells all workers to stop and end, so that no rank waits for ever, and
/// ignores what they report. Returns the ranks that did not confirm.
std::vector<int> dismiss_workers(LiveCommunicator& communicator, const SweepPolicy& policy);

}  // namespace friendly
