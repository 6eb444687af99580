#include "sweep/Roster.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace friendly {
namespace {

constexpr double kNotableSilence = 0.25;  // of the limit

}  // namespace

Roster::Roster(const LiveCommunicator& communicator, const SweepPolicy& policy)
    : communicator_(communicator), policy_(policy), ranks_(static_cast<std::size_t>(communicator.size())) {
  ranks_[0].state = State::stopped;
}

std::vector<int> Roster::in(State state) const {
  std::vector<int> ranks;
  for (int rank = 0; rank < communicator_.size(); ++rank)
    if ((*this)[rank].state == state) ranks.push_back(rank);
  return ranks;
}

bool Roster::all_stand_aside() const {
  return std::all_of(ranks_.begin() + 1, ranks_.end(), [](const Rank& rank) { return rank.stands_aside; });
}

bool Roster::is_available(int worker) const {
  return (*this)[worker].state == State::active && !(*this)[worker].stands_aside;
}

bool Roster::is_well(int worker) const {
  if (communicator_.has_ended(worker) || communicator_.silent_for(worker) > policy_.silence_limit)
    return false;
  return (*this)[worker].hand_out == 0 || communicator_.stalled_for(worker) <= policy_.stall_limit;
}

std::string Roster::why_lost(int worker) const {
  const double silence = communicator_.silent_for(worker);
  if (communicator_.has_ended(worker)) return "its process has ended";
  if (silence > policy_.silence_limit) return fmt::format("it has been silent for {:.0f} s", silence);
  return fmt::format("it has made no training step for {:.0f} s", communicator_.stalled_for(worker));
}

std::string Roster::awaited(bool is_stopping) const {
  const std::vector<int> active = in(State::active);
  for (const int worker : active) {
    const double silence = communicator_.silent_for(worker);
    if (silence > kNotableSilence * policy_.silence_limit && (is_stopping || (*this)[worker].hand_out != 0))
      return fmt::format("rank {}, silent for {:.0f} s", worker, silence);
  }
  if (deserted_at_ && !is_stopping) return "a lost rank to come back";
  if (!is_stopping || active.empty()) return "";
  return active.size() == 1 ? fmt::format("rank {} to stop", active.front())
                            : fmt::format("{} ranks to stop", active.size());
}

bool Roster::nobody_will_train() {
  bool any_may_come_back = false;
  for (int worker = 1; worker < communicator_.size(); ++worker) {
    if (is_available(worker)) {
      deserted_at_.reset();
      return false;
    }
    any_may_come_back = any_may_come_back || may_come_back(worker);
  }
  if (!deserted_at_) deserted_at_ = policy_.now();
  return !any_may_come_back || policy_.now() - *deserted_at_ > policy_.silence_limit;
}

// One that stands aside trains nothing even then.
bool Roster::may_come_back(int worker) const {
  const Rank& rank = (*this)[worker];
  return rank.state == State::lost && !rank.stands_aside && !communicator_.has_ended(worker);
}

}  // namespace friendly
