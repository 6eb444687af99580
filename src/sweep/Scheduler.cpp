#include "sweep/Scheduler.hpp"

#include <algorithm>

#include "core/Check.hpp"

namespace friendly {

Scheduler::Scheduler(std::vector<Bundle> bundles, CostModel costs) : costs_(std::move(costs)) {
  begin(std::move(bundles));
}

void Scheduler::begin(std::vector<Bundle> bundles) {
  std::unordered_set<std::string> shapes;
  for (Bundle& bundle : bundles) {
    FRIENDLY_CHECK(ids_.insert(bundle.id).second, "bundle ids differ");
    const std::size_t position = add_entry(std::move(bundle));
    const std::string& shape = entries_[position].guess.shape;
    waiting_[shape].push_back(position);
    shapes.insert(shape);
  }
  for (const std::string& shape : shapes) {
    Queue& queue = waiting_[shape];
    std::sort(queue.begin(), queue.end(), [this](std::size_t a, std::size_t b) {
      const Entry &first = entries_[a], &second = entries_[b];
      return first.guess.seconds != second.guess.seconds ? first.guess.seconds > second.guess.seconds
                                                         : first.bundle.id < second.bundle.id;
    });
  }
}

std::size_t Scheduler::add_entry(Bundle bundle) {
  FRIENDLY_CHECK(!bundle.trials.empty(), "a bundle has trials");
  Entry entry;
  entry.guess = costs_.guess(bundle);
  entry.bundle = std::move(bundle);
  entries_.push_back(std::move(entry));
  ++unfinished_;
  return entries_.size() - 1;
}

void Scheduler::add(Bundle part, bool is_put_off) {
  (is_put_off ? put_off_ : returned_).push_back(add_entry(std::move(part)));
}

std::optional<HandOut> Scheduler::next(const MayTrain& may_train) {
  if (auto found = first_allowed(returned_, may_train)) return found;
  if (Queue* queue = longest(); queue != nullptr) {
    if (!may_train || may_train(entries_[queue->front()].bundle)) return hand_out(*queue, queue->begin());
    return std::nullopt;
  }
  return first_allowed(put_off_, may_train);
}

std::optional<HandOut> Scheduler::first_allowed(Queue& queue, const MayTrain& may_train) {
  const auto place = std::find_if(queue.begin(), queue.end(), [&](std::size_t position) {
    return !may_train || may_train(entries_[position].bundle);
  });
  if (place == queue.end()) return std::nullopt;
  return hand_out(queue, place);
}

std::optional<HandOut> Scheduler::hand_out(Queue& queue, Queue::iterator place) {
  const std::size_t position = *place;
  queue.erase(place);
  const auto id = static_cast<std::int64_t>(hand_outs_.size()) + 1;
  hand_outs_[id] = position;
  entries_[position].current = id;
  return HandOut{id, &entries_[position].bundle};
}

std::optional<std::int64_t> Scheduler::finished(std::int64_t hand_out, std::optional<double> seconds) {
  const std::size_t position = hand_outs_.at(hand_out);
  Entry& entry = entries_[position];
  if (entry.is_finished) return std::nullopt;
  const std::int64_t other = std::exchange(entry.current, 0);
  finish(position);
  if (seconds) costs_.measured(entry.guess, *seconds);
  return other != 0 && other != hand_out ? std::optional(other) : std::nullopt;
}

void Scheduler::returned(std::int64_t hand_out, bool is_put_off) {
  Entry& entry = entries_[hand_outs_.at(hand_out)];
  if (entry.is_finished || entry.current != hand_out) return;
  entry.current = 0;
  (is_put_off ? put_off_ : returned_).push_back(hand_outs_.at(hand_out));
}

bool Scheduler::resumed(std::int64_t hand_out) {
  Entry& entry = entries_[hand_outs_.at(hand_out)];
  if (entry.is_finished) return false;
  if (entry.current == 0) {
    dequeue(hand_outs_.at(hand_out));
    entry.current = hand_out;
  }
  return entry.current == hand_out;
}

std::vector<const Bundle*> Scheduler::queued_again() const {
  std::vector<const Bundle*> bundles;
  for (const Queue* queue : {&returned_, &put_off_})
    for (const std::size_t position : *queue) bundles.push_back(&entries_[position].bundle);
  return bundles;
}

void Scheduler::withdraw(const Bundle* bundle) {
  for (const Queue* queue : {&returned_, &put_off_})
    for (const std::size_t position : *queue)
      if (&entries_[position].bundle == bundle) return finish(position);
}

void Scheduler::finish(std::size_t position) {
  entries_[position].is_finished = true;
  --unfinished_;
  dequeue(position);
}

void Scheduler::dequeue(std::size_t position) {
  for (Queue* queue : {&returned_, &put_off_})
    queue->erase(std::remove(queue->begin(), queue->end(), position), queue->end());
}

void Scheduler::learn(const Bundle& bundle, double seconds) {
  costs_.measured(costs_.guess(bundle), seconds);
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
