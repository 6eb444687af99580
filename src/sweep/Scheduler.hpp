#pragma once
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "sweep/CostModel.hpp"

namespace friendly {

/// Decides which worker trains which bundle: next(), finished(), lost(). It knows neither messages nor
/// clocks, so that a simulation can run the same policy. Bundles returned by lost workers come first, then
/// the one predicted to take longest; ties go to the smallest id.
class Scheduler {
 public:
  /// Bundles have at least one trial each, and ids that differ. `costs` may have learned already.
  explicit Scheduler(std::vector<Bundle> bundles, CostModel costs = CostModel());

  /// The bundle that `worker`, which must not have one, trains next; null if there is nothing to hand out.
  /// The pointer stays valid as long as the scheduler.
  const Bundle* next(int worker);

  /// `worker` has finished bundle `id`. If it was trained to the end, `seconds` improves the predictions. The
  /// worker may be one that was considered lost, and the bundle may have been finished by another before.
  void finished(int worker, std::int64_t id, std::optional<double> seconds);

  /// `worker` is lost. Its bundle, if it had one that is not finished, is queued to be handed out again and
  /// returned; otherwise null.
  const Bundle* lost(int worker);

  /// Improves the predictions with a bundle that an earlier run trained in `seconds`.
  void learn(const Bundle& bundle, double seconds);

  bool has(std::int64_t id) const { return positions_.count(id) > 0; }  ///< whether there is a bundle `id`
  const Bundle& bundle(std::int64_t id) const;
  std::int64_t attempts(std::int64_t id) const;  ///< how often bundle `id` was handed out
  bool all_finished() const { return unfinished_ == 0; }
  const CostModel& costs() const { return costs_; }

 private:
  struct Entry {
    Bundle bundle;
    CostModel::Guess guess;
    std::int64_t attempts = 0;
    bool is_finished = false;
  };
  using Queue = std::deque<std::size_t>;  // positions in entries_

  Queue* longest();
  const Entry& entry(std::int64_t id) const { return entries_[positions_.at(id)]; }

  std::vector<Entry> entries_;
  std::unordered_map<std::int64_t, std::size_t> positions_;  // of ids
  std::map<std::string, Queue> waiting_;                     // by shape, longest guess first
  Queue returned_;
  std::unordered_map<int, std::size_t> running_;  // by worker
  std::size_t unfinished_ = 0;
  CostModel costs_;
};

}  // namespace friendly
