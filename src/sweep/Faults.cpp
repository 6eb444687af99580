#include "sweep/Faults.hpp"

#include <algorithm>

namespace friendly {
namespace {

bool contains(const std::vector<int>& ranks, int rank) {
  return std::find(ranks.begin(), ranks.end(), rank) != ranks.end();
}

}  // namespace

Faults::Faults(int ranks, std::int64_t retries, std::function<bool(int rank)> is_available)
    : ranks_(static_cast<std::size_t>(ranks)), retries_(retries), is_available_(std::move(is_available)) {}

bool Faults::may_train(int rank, const Bundle& bundle) const {
  const auto found = cases_.find(bundle.trials.front().key);
  if (found == cases_.end()) return !is_suspect(rank);
  return !contains(found->second.ranks, rank) || !can_be_tried(found->second);
}

// One failure may be the trial's. Two in a row cast doubt on any rank, and one on a rank that has yet to
// prove itself.
bool Faults::is_suspect(int rank) const {
  const Rank& state = of(rank);
  return state.open_cases > 0 && state.failures_in_a_row >= (state.has_succeeded ? 2 : 1);
}

std::vector<int> Faults::succeeded(int rank, const std::string& key) {
  of(rank).has_succeeded = true;
  of(rank).failures_in_a_row = 0;
  const auto found = cases_.find(key);
  if (found == cases_.end()) return {};
  std::vector<int> to_blame;
  for (const int other : found->second.ranks)
    if (other != rank && (!of(other).has_succeeded || of(other).failures_in_a_row >= 2))
      to_blame.push_back(other);
  settle(key);
  return to_blame;
}

bool Faults::failed(int rank, const std::string& key) {
  Case& trial = cases_[key];
  ++trial.tries;
  if (!contains(trial.ranks, rank)) {
    trial.ranks.push_back(rank);
    ++of(rank).open_cases;
  }
  trial.failed_on_sound_rank |= of(rank).has_succeeded && of(rank).failures_in_a_row == 0;
  if (trial.tries <= retries_ || (can_be_tried(trial) && !is_settled(trial))) return true;
  settle(key);
  return false;
}

// Two ranks that fail whatever they get say little about a trial, so one that trains others, or may yet turn
// out to, has its turn first.
bool Faults::is_settled(const Case& trial) const {
  if (trial.ranks.size() < 2) return false;
  return trial.failed_on_sound_rank || !any_other_rank(trial, [this](int rank) {
           return of(rank).has_succeeded || (of(rank).has_started && of(rank).failures_in_a_row == 0);
         });
}

bool Faults::can_be_tried(const Case& trial) const {
  return any_other_rank(trial, [](int) { return true; });
}

template <class Predicate>
bool Faults::any_other_rank(const Case& trial, Predicate holds) const {
  for (int rank = 1; rank < static_cast<int>(ranks_.size()); ++rank)
    if (is_available_(rank) && !contains(trial.ranks, rank) && holds(rank)) return true;
  return false;
}

bool Faults::can_be_tried(const Bundle& bundle) const {
  const auto found = cases_.find(bundle.trials.front().key);
  return found == cases_.end() || found->second.tries <= retries_ || can_be_tried(found->second);
}

void Faults::settle(const std::string& key) {
  const auto found = cases_.find(key);
  if (found == cases_.end()) return;
  for (const int rank : found->second.ranks) --of(rank).open_cases;
  cases_.erase(found);
}

}  // namespace friendly
