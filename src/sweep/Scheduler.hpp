#pragma once
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "sweep/CostModel.hpp"

namespace friendly {

/// A bundle given to a worker. Each hand-out has a number of its own, by which a late answer to an earlier
/// one is told from an answer to the present one.
struct HandOut {
  std::int64_t id = 0;
  const Bundle* bundle = nullptr;  ///< valid as long as the scheduler
};

/// Decides in which order bundles are handed out. It knows neither messages nor clocks, so that a simulation
/// can run the same policy. Bundles that came back are first, then the one predicted to take longest, with
/// ties going to the smallest id, and last those that were put off.
class Scheduler {
 public:
  using MayTrain = std::function<bool(const Bundle& bundle)>;

  /// Bundles have at least one trial each, and ids that differ. `costs` may have learned already.
  explicit Scheduler(std::vector<Bundle> bundles, CostModel costs = CostModel());

  /// Hands out the next bundle of those that `may_train` allows (null: all); nullopt if there is none. Of
  /// bundles that were never handed out only the next one is asked about.
  std::optional<HandOut> next(const MayTrain& may_train = nullptr);

  /// Adds bundles, with ids that differ from all before, to those that were never handed out.
  void begin(std::vector<Bundle> bundles);

  /// Adds a part of a bundle, to be handed out before or, if it is put off, after all others.
  void add(Bundle part, bool is_put_off);

  /// The bundle of a hand-out has all its results. If it was trained to the end, `seconds` improves the
  /// predictions. Returns the other hand-out of the same bundle, if there is one under way.
  std::optional<std::int64_t> finished(std::int64_t hand_out, std::optional<double> seconds);

  /// The worker of a hand-out was lost or gave it back. If nobody else has its bundle, that is queued again.
  void returned(std::int64_t hand_out, bool is_put_off);

  /// The worker of a returned hand-out still trains it. Returns whether it has the bundle to itself: not if
  /// that was handed out again meanwhile.
  bool resumed(std::int64_t hand_out);

  /// Queued bundles that came back or were added.
  std::vector<const Bundle*> queued_again() const;
  /// Takes a bundle of queued_again() out of the queue for good.
  void withdraw(const Bundle* bundle);

  /// Improves the predictions with a bundle that an earlier run trained in `seconds`.
  void learn(const Bundle& bundle, double seconds);

  bool has(std::int64_t hand_out) const { return hand_outs_.count(hand_out) > 0; }
  const Bundle& bundle(std::int64_t hand_out) const { return entry(hand_out).bundle; }
  /// Whether this hand-out, and no other, is to yield the results of its bundle.
  bool is_current(std::int64_t hand_out) const { return entry(hand_out).current == hand_out; }
  bool all_finished() const { return unfinished_ == 0; }
  const CostModel& costs() const { return costs_; }

 private:
  struct Entry {
    Bundle bundle;
    CostModel::Guess guess;
    std::int64_t current = 0;  // the hand-out that is to yield its results; 0: it waits
    bool is_finished = false;
  };
  using Queue = std::deque<std::size_t>;  // positions in entries_

  std::size_t add_entry(Bundle bundle);
  Queue* longest();
  std::optional<HandOut> hand_out(Queue& queue, Queue::iterator place);
  std::optional<HandOut> first_allowed(Queue& queue, const MayTrain& may_train);
  void finish(std::size_t position);
  void dequeue(std::size_t position);
  const Entry& entry(std::int64_t hand_out) const { return entries_[hand_outs_.at(hand_out)]; }

  std::deque<Entry> entries_;                                // never move, since hand-outs point to them
  std::unordered_map<std::int64_t, std::size_t> hand_outs_;  // position of each hand-out's entry
  std::map<std::string, Queue> waiting_;                     // by shape, longest guess first
  Queue returned_, put_off_;
  std::unordered_set<std::int64_t> ids_;  // of all that were whole
  std::size_t unfinished_ = 0;
  CostModel costs_;
};

}  // namespace friendly
