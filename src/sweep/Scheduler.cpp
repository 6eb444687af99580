#include "sweep/Scheduler.hpp"

#include <algorithm>

#include "core/Check.hpp"

namespace friendly {

Scheduler::Scheduler(std::vector<Bundle> bundles, CostModel costs) : costs_(std::move(costs)) {
  entries_.reserve(bundles.size());
  for (Bundle& bundle : bundles) {
    FRIENDLY_CHECK(!bundle.trials.empty(), "a bundle has trials");
    const bool is_new = positions_.emplace(bundle.id, entries_.size()).second;
    FRIENDLY_CHECK(is_new, "bundle ids differ");
    Entry entry;
    entry.guess = costs_.guess(bundle);
    entry.bundle = std::move(bundle);
    waiting_[entry.guess.shape].push_back(entries_.size());
    entries_.push_back(std::move(entry));
  }
  unfinished_ = entries_.size();
  for (auto& [shape, queue] : waiting_)
    std::sort(queue.begin(), queue.end(), [this](std::size_t a, std::size_t b) {
      const Entry &first = entries_[a], &second = entries_[b];
      return first.guess.seconds != second.guess.seconds ? first.guess.seconds > second.guess.seconds
                                                         : first.bundle.id < second.bundle.id;
    });
}

const Bundle* Scheduler::next(int worker) {
  FRIENDLY_CHECK(running_.count(worker) == 0, "a worker trains one bundle at a time");
  Queue* queue = returned_.empty() ? longest() : &returned_;
  if (queue == nullptr) return nullptr;
  const std::size_t position = queue->front();
  queue->pop_front();
  running_[worker] = position;
  ++entries_[position].attempts;
  return &entries_[position].bundle;
}

void Scheduler::finished(int worker, std::int64_t id, std::optional<double> seconds) {
  const std::size_t position = positions_.at(id);
  const auto run = running_.find(worker);
  if (run != running_.end() && run->second == position) running_.erase(run);
  Entry& entry = entries_[position];
  if (entry.is_finished) return;
  entry.is_finished = true;
  --unfinished_;
  returned_.erase(std::remove(returned_.begin(), returned_.end(), position), returned_.end());
  if (seconds) costs_.measured(entry.guess, *seconds);
}

const Bundle* Scheduler::lost(int worker) {
  const auto run = running_.find(worker);
  if (run == running_.end()) return nullptr;
  const std::size_t position = run->second;
  running_.erase(run);
  if (entries_[position].is_finished) return nullptr;
  returned_.push_back(position);
  return &entries_[position].bundle;
}

void Scheduler::learn(const Bundle& bundle, double seconds) {
  costs_.measured(costs_.guess(bundle), seconds);
}

const Bundle& Scheduler::bundle(std::int64_t id) const {
  return entry(id).bundle;
}

std::int64_t Scheduler::attempts(std::int64_t id) const {
  return entry(id).attempts;
}

// Corrections change with every measurement, but all bundles of a shape share one factor. So it is enough to
// compare the heads of the queues.
Scheduler::Queue* Scheduler::longest() {
  Queue* best = nullptr;
  double best_seconds = 0;
  for (auto& [shape, queue] : waiting_) {
    if (queue.empty()) continue;
    const Entry& head = entries_[queue.front()];
    const double seconds = costs_.predict(head.guess);
    const bool is_tie = best != nullptr && seconds == best_seconds;
    if (best == nullptr || seconds > best_seconds ||
        (is_tie && head.bundle.id < entries_[best->front()].bundle.id)) {
      best = &queue;
      best_seconds = seconds;
    }
  }
  return best;
}

}  // namespace friendly
