#pragma once
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "sweep/CostModel.hpp"

namespace friendly {

/// Decides which worker trains which bundle, in three verbs: next, finished, lost. It knows neither messages
/// nor clocks, so that a simulation runs the same policy. Bundles that a lost worker gave back come first,
/// then the one predicted to take longest; of equals the one with the smallest id.
class Scheduler {
 public:
  explicit Scheduler(std::vector<Bundle> bundles);

  /// The bundle that `worker`, which has none, trains now; null when there is nothing to hand out. Stays
  /// valid.
  const Bundle* next(int worker);

  /// Bundle `id` has come to its end, at `worker`. `seconds` is given if it was trained to the end, for the
  /// predictions to learn from. It may be a worker that was taken as lost, and the bundle may have ended
  /// before.
  void finished(int worker, std::int64_t id, std::optional<double> seconds);

  /// `worker` is gone. Its bundle, if it had one that has not ended, waits to be handed out again and is
  /// returned.
  const Bundle* lost(int worker);

  /// Lets the predictions learn from a bundle that an earlier start trained in `seconds`.
  void learn(const Bundle& bundle, double seconds);

  bool has(std::int64_t id) const { return positions_.count(id) > 0; }
  const Bundle& bundle(std::int64_t id) const;
  std::int64_t attempts(std::int64_t id) const;  ///< how often bundle `id` was handed out
  bool all_finished() const { return unfinished_ == 0; }
  const CostModel& costs() const { return costs_; }

 private:
  struct Entry {
    Bundle bundle;
    std::string shape;
    double guess = 0;
    std::int64_t attempts = 0;
    bool is_finished = false;
  };
  using Queue = std::deque<std::size_t>;  // positions in entries_

  Queue* longest();
  const Entry& entry(std::int64_t id) const { return entries_[positions_.at(id)]; }

  std::vector<Entry> entries_;
  std::unordered_map<std::int64_t, std::size_t> positions_;  // of ids
  std::map<std::string, Queue> waiting_;                     // by shape, the longest guess first
  Queue returned_;
  std::unordered_map<int, std::size_t> running_;  // by worker
  std::size_t unfinished_ = 0;
  CostModel costs_;
};

}  // namespace friendly
