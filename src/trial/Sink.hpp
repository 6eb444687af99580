#pragma once
#include <string>
#include <vector>

#include "trial/Bundle.hpp"
#include "trial/TrialResult.hpp"

namespace friendly {

/// Where a sweep's news go: the journal, the result file, the display.
class Sink {
 public:
  virtual ~Sink() = default;

  /// `rank` trains `bundle` from now on.
  virtual void started(const Bundle& bundle, int rank) = 0;

  /// The trial called `key`, which is running, has trained one more epoch. After a loss, epochs may come
  /// again.
  virtual void progress(const std::string& key, const EpochRecord& record) = 0;

  /// The one result of a trial, with all its epochs.
  virtual void finished(const Trial& trial, const TrialOutcome& outcome) = 0;

  /// `rank` was lost; its `bundle` waits for another.
  virtual void lost(const Bundle& bundle, int rank) = 0;

  /// `rank`, a process on `host`, trains nothing in this sweep, because of `why`.
  virtual void stands_aside(int rank, const std::string& host, const std::string& why) = 0;

  /// Called after every batch of the calls above and several times a second otherwise: the place to sync what
  /// was written and to draw. While it works, workers train on but get nothing new.
  virtual void tick() = 0;

  /// Whether bundles may be handed out: not while results cannot be kept.
  virtual bool can_keep_more() const { return true; }
};

}  // namespace friendly
