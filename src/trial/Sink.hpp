#pragma once
#include <string>
#include <vector>

#include "trial/Bundle.hpp"
#include "trial/Decision.hpp"
#include "trial/TrialResult.hpp"

namespace friendly {

/// Receives what happens in a sweep, for the journal, the result file and the display.
class Sink {
 public:
  virtual ~Sink() = default;

  /// `bundle` is about to be handed to `rank`. Whatever happens then, even to this process, the attempt is
  /// remembered.
  virtual void started(const Bundle& bundle, int rank) = 0;

  /// The running trial `key` has trained one more epoch. After its rank was lost, epochs may repeat.
  virtual void progress(const std::string& key, const EpochRecord& record) = 0;

  /// The final result of a trial, with all its epochs. Called once per trial, unless pruned() is.
  virtual void finished(const Trial& trial, const TrialOutcome& outcome) = 0;

  /// A trial has been trained to a rung of its race, and waits for the decision. Called at most once a rung.
  virtual void paused(const Trial& trial, const TrialOutcome& outcome) = 0;

  /// The end of a trial that has left its race for this reason, with the epochs it had when it paused.
  /// Instead of finished().
  virtual void pruned(const Trial& trial, const std::string& reason) = 0;

  /// A rung of a race has ended so. The calls of pruned() that follow from it come next.
  virtual void decided(const Decision& decision) = 0;

  /// Races will end trials early, and so save this many of the epochs that are left.
  virtual void will_spare(double epochs) { static_cast<void>(epochs); }

  /// `rank` was lost; the trials of `bundle` that have no row wait for another rank.
  virtual void lost(const Bundle& bundle, int rank) = 0;

  /// `rank` was not lost after all: it trains on the trials of `bundle` that have no row.
  virtual void regained(const Bundle& bundle, int rank) = 0;

  /// `rank` gave `bundle` back. As lost(), but it says nothing about the trials.
  virtual void given_back(const Bundle& bundle, int rank) { lost(bundle, rank); }

  /// `rank`, a process on `host`, will not train in this sweep, for the reason `why`.
  virtual void stands_aside(int rank, const std::string& host, const std::string& why) = 0;

  /// What the sweep waits for besides training, in a few words; empty: nothing. Called at every tick.
  virtual void waits_for(const std::string& what) { static_cast<void>(what); }

  /// Called after every batch of the calls above, and several times a second otherwise: the place to sync
  /// what was written and to refresh the display. Meanwhile workers keep training but are given nothing new.
  virtual void tick() = 0;

  /// Whether bundles may be handed out; false while results cannot be stored.
  virtual bool can_keep_more() const { return true; }

  /// Whether every result so far survives a power cut, so that nothing else needs to be kept of its trial.
  virtual bool all_is_durable() const { return true; }
};

}  // namespace friendly
