#pragma once
#include <map>
#include <optional>
#include <set>
#include <unordered_set>
#include <vector>

#include "comm/Communicator.hpp"
#include "comm/Heartbeat.hpp"
#include "sweep/Faults.hpp"
#include "sweep/Messages.hpp"
#include "sweep/Scheduler.hpp"
#include "sweep/TrialLedger.hpp"

namespace friendly {

/// How patient a coordinator is.
struct SweepPolicy {
  double silence_limit = HeartbeatPolicy().limit;  ///< s without a sign of life after which a rank is lost
  double stall_limit = 1800;    ///< s without headway after which a rank that trains counts as lost
  double stop_limit = 100;      ///< s that ranks have to save before the sweep ends without them
  std::int64_t max_losses = 3;  ///< ranks that a trial takes down without headway before it is trained alone
  std::int64_t retries = 0;     ///< how often a failing trial is tried again in any case
  DataSizes data_sizes = typical_data;  ///< for the order in which bundles are handed out
  std::function<double()> now = HeartbeatPolicy::steady_seconds;
};

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
  /// `bundles`: as make_bundles() returned them. `finished`: keys of the trials that already have a row.
  /// `histories`: of trials without one, as far as earlier starts handed them out. The sink must outlive the
  /// coordinator.
  Coordinator(LiveCommunicator& communicator, std::vector<Bundle> bundles,
              std::unordered_set<std::string> finished, TrialLedger::Histories histories, Sink& sink,
              SweepPolicy policy = {});

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
  enum class State { active, lost, stopped };
  struct Rank {
    State state = State::active;
    bool stands_aside = false;
    std::int64_t hand_out = 0;  // what it trains; 0: nothing
  };

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
  void give_up_hopeless();
  void watch_ranks();
  bool is_well(int worker) const;
  std::string why_lost(int worker) const;
  void lose(int worker);
  void find_back(int worker);
  void tell_recorded();
  template <class Kind>
  void tell_all(const Kind& message);
  /// What the sweep waits for besides training, as text: a silent rank, or ranks that save. Empty: nothing.
  std::string awaited() const;
  bool is_over() const;
  bool nobody_will_train();
  bool is_available(int worker) const;
  std::vector<int> workers_in(State state) const;
  Rank& rank(int number) { return ranks_[static_cast<std::size_t>(number)]; }
  const Rank& rank(int number) const { return ranks_[static_cast<std::size_t>(number)]; }

  LiveCommunicator& communicator_;
  TrialLedger ledger_;
  Scheduler scheduler_;
  Sink& sink_;
  const SweepPolicy policy_;
  std::vector<Rank> ranks_;  // rank 0 is stopped
  std::set<int> idle_;       // ranks waiting for a bundle
  Faults faults_;
  std::vector<std::pair<int, std::int64_t>>
      unrecorded_;                     // workers and hand-outs whose rows may not be durable
  std::string why_aside_;              // the reason of the last that stands aside
  std::optional<double> deserted_at_;  // when the last rank was lost
  std::optional<double> stopped_at_;
};

/// Rank 0's part if it has failed: tells all workers to stop and end, so that no rank waits for ever, and
/// ignores what they report. Returns the ranks that did not confirm.
std::vector<int> dismiss_workers(LiveCommunicator& communicator, const SweepPolicy& policy);

}  // namespace friendly
