#include "sweep/TrialLedger.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace friendly {

bool TrialLedger::has_all_outcomes(const Bundle& bundle) const {
  return std::all_of(bundle.trials.begin(), bundle.trials.end(),
                     [&](const Trial& trial) { return has_outcome(trial, bundle); });
}

bool TrialLedger::has_all_rows(const Bundle& bundle) const {
  return std::all_of(bundle.trials.begin(), bundle.trials.end(),
                     [this](const Trial& trial) { return has_row(trial); });
}

void TrialLedger::started(const Bundle& bundle) {
  for (const Trial& trial : bundle.trials)
    if (!has_outcome(trial, bundle)) histories_[trial.key].start();
}

void TrialLedger::lost(const Bundle& bundle) {
  for (const Trial& trial : bundle.trials)
    if (!has_outcome(trial, bundle)) histories_[trial.key].lose();
}

void TrialLedger::regained(const Bundle& bundle) {
  for (const Trial& trial : bundle.trials)
    if (!has_outcome(trial, bundle)) histories_[trial.key].regain();
}

std::int64_t TrialLedger::losses(const Trial& trial) const {
  const auto found = histories_.find(trial.key);
  return found != histories_.end() ? found->second.losses : 0;
}

std::int64_t TrialLedger::losses(const Bundle& bundle) const {
  std::int64_t most = 0;
  for (const Trial& trial : bundle.trials)
    if (!has_outcome(trial, bundle)) most = std::max(most, losses(trial));
  return most;
}

void TrialLedger::record(const Trial& trial, const TrialOutcome& outcome) {
  if (!finished_.insert(trial.key).second) return;
  ++(outcome.result.status == status::kDone ? done_ : failed_);
  histories_.erase(trial.key);
  races_.record(trial.key, score_of(outcome));
  sink_.finished(trial, outcome);
}

void TrialLedger::pause(const Trial& trial, const TrialOutcome& outcome) {
  races_.record(trial.key, score_of(outcome));
  sink_.paused(trial, outcome);
}

void TrialLedger::prune(const Trial& trial, const std::string& reason) {
  if (!finished_.insert(trial.key).second) return;
  histories_.erase(trial.key);
  sink_.pruned(trial, reason);
}

void TrialLedger::keep_failure(const Trial& trial, const TrialOutcome& failure) {
  failures_[trial.key].push_back(failure);
}

std::vector<TrialOutcome> TrialLedger::take_failures(const std::string& key) {
  const auto found = failures_.find(key);
  if (found == failures_.end()) return {};
  std::vector<TrialOutcome> failures = std::move(found->second);
  failures_.erase(found);
  return failures;
}

void TrialLedger::end_as_failed(const Trial& trial) {
  const auto failures = take_failures(trial.key);
  if (!failures.empty()) record(trial, failures.back());
}

void TrialLedger::end_as_crashed(const Bundle& bundle, int rank) {
  for (const Trial& trial : bundle.trials) {
    TrialOutcome crash;
    crash.result.status = status::kCrashed;
    crash.result.reason = fmt::format("lost its rank {} times without headway", losses(trial));
    crash.result.bundle = bundle.id;
    crash.result.rank = rank;
    record(trial, crash);
  }
}

}  // namespace friendly
