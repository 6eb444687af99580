#pragma once
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "search/Races.hpp"
#include "trial/Bundle.hpp"
#include "trial/Sink.hpp"
#include "trial/TrialHistory.hpp"

namespace friendly {

/// Which trials of a sweep have their row, and what happened to the others. The only place where trials get
/// their rows, so that each gets exactly one, and where races hear of them.
class TrialLedger {
 public:
  using Histories = std::unordered_map<std::string, TrialHistory>;  // by key

  /// `finished`: keys of the trials that already have a row. `histories`: of trials without one, as far as
  /// they were handed out before. The sink, which receives the rows, and the races must outlive the ledger.
  TrialLedger(std::unordered_set<std::string> finished, Histories histories, Sink& sink, Races& races)
      : finished_(std::move(finished)), histories_(std::move(histories)), sink_(sink), races_(races) {}

  const std::unordered_set<std::string>& finished() const { return finished_; }
  bool has_row(const Trial& trial) const { return finished_.count(trial.key) > 0; }
  /// Whether the trial has a row, or has been trained for as many epochs as its bundle is.
  bool has_outcome(const Trial& trial, const Bundle& bundle) const {
    return has_row(trial) || races_.is_scored(trial.key, bundle.epochs);
  }
  bool has_all_outcomes(const Bundle& bundle) const;
  bool has_all_rows(const Bundle& bundle) const;
  std::int64_t done() const { return done_; }      ///< rows of trials that were trained to the end
  std::int64_t failed() const { return failed_; }  ///< rows with any other status, but `pruned`

  void started(const Bundle& bundle);
  void advanced(const Trial& trial, std::int64_t epoch) { histories_[trial.key].advance(epoch); }
  /// The bundle has lost its rank.
  void lost(const Bundle& bundle);
  /// The rank that was lost has the bundle again.
  void regained(const Bundle& bundle);
  /// How often the trial lost its rank in a row without headway.
  std::int64_t losses(const Trial& trial) const;
  /// The most losses of a trial of the bundle that has no outcome.
  std::int64_t losses(const Bundle& bundle) const;

  /// The trial has ended: `outcome` is its row, unless it has one.
  void record(const Trial& trial, const TrialOutcome& outcome);
  /// The trial has been trained to its rung: `outcome` is what its race goes by.
  void pause(const Trial& trial, const TrialOutcome& outcome);
  /// The trial has left its race for this reason: that is its row, unless it has one.
  void prune(const Trial& trial, const std::string& reason);
  /// The trial failed, but that may not be the end.
  void keep_failure(const Trial& trial, const TrialOutcome& failure);
  /// The failures of the trial `key` so far, which are forgotten.
  std::vector<TrialOutcome> take_failures(const std::string& key);
  bool has_failures() const { return !failures_.empty(); }
  /// The last failure that was kept is the trial's row.
  void end_as_failed(const Trial& trial);
  /// The trials have lost their rank too often, the last time `rank`.
  void end_as_crashed(const Bundle& bundle, int rank);

 private:
  std::unordered_set<std::string> finished_;
  Histories histories_;
  std::unordered_map<std::string, std::vector<TrialOutcome>> failures_;  // by key
  Sink& sink_;
  Races& races_;
  std::int64_t done_ = 0;
  std::int64_t failed_ = 0;
};

}  // namespace friendly
