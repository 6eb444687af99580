#include "sweep/Coordinator.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "core/Check.hpp"
#include "sweep/Bundling.hpp"

namespace friendly {
namespace {

constexpr int kMessagesPerStep = 1000;  // so that a flood of messages does not delay the sink's tick
constexpr std::chrono::milliseconds kPause{100};

}  // namespace

Coordinator::Coordinator(LiveCommunicator& communicator, std::vector<Bundle> bundles,
                         std::unordered_set<std::string> finished, TrialLedger::Histories histories,
                         Sink& sink, SweepPolicy policy, Racing racing)
    : communicator_(communicator),
      racing_(std::move(racing)),
      ledger_(std::move(finished), std::move(histories), sink, racing_.races),
      scheduler_({}),
      sink_(sink),
      policy_(std::move(policy)),
      ranks_(communicator, policy_),
      faults_(communicator.size(), policy_.retries,
              [this](int worker) { return ranks_.is_available(worker); }) {
  FRIENDLY_CHECK(communicator.rank() == 0 && communicator.size() > 1, "rank 0 coordinates other ranks");
  scheduler_ = Scheduler({}, CostModel(policy_.data_sizes));
  queue(std::move(bundles));
  sink_.will_spare(racing_.epochs_spared());
  advance_races();
}

// Those that are finished are left out, and trials that took down too many ranks are trained alone.
void Coordinator::queue(std::vector<Bundle> bundles) {
  bundles.erase(std::remove_if(bundles.begin(), bundles.end(),
                               [this](const Bundle& bundle) { return ledger_.has_all_outcomes(bundle); }),
                bundles.end());
  const auto alone = set_apart(bundles, [this](const Trial& trial) {
    return !ledger_.has_row(trial) && ledger_.losses(trial) >= policy_.max_losses;
  });
  scheduler_.begin(std::move(bundles));
  for (const Bundle& suspect : alone)
    if (ledger_.losses(suspect) > policy_.max_losses)
      ledger_.end_as_crashed(suspect, 0);
    else
      scheduler_.add(suspect, true);
}

// Nothing is decided that a power cut could make undecided.
void Coordinator::advance_races() {
  if (!sink_.all_is_durable()) return;
  const auto decisions = racing_.races.decide();
  for (const Decision& decision : decisions) {
    spdlog::info("{}: after {} {} of {} settings go on", decision.race, decision.rung_name,
                 decision.going_on(), decision.places.size());
    sink_.decided(decision);
  }
  for (const Races::Leaver& leaver : racing_.races.take_leavers())
    ledger_.prune(racing_.trial(leaver.key), leaver.reason);
  queue(racing_.begun());
  if (decisions.empty() && ledger_.failed() == failures_foreseen_) return;
  failures_foreseen_ = ledger_.failed();
  sink_.will_spare(racing_.epochs_spared());
}

SweepSummary Coordinator::run(const std::function<bool()>& stop_requested) {
  while (step(kPause))
    if (stop_requested()) stop();
  return summary();
}

bool Coordinator::step(std::chrono::milliseconds pause) {
  auto message = communicator_.wait(pause);
  watch_ranks();
  for (int taken = 0; message; message = communicator_.poll()) {
    take_in(*message);
    if (++taken == kMessagesPerStep) break;
  }
  give_up_hopeless();
  advance_races();
  hand_out_bundles();
  sink_.waits_for(ranks_.awaited(stopped_at_.has_value()));
  if (all_is_trained() || ranks_.nobody_will_train()) stop();
  sink_.tick();
  tell_recorded();
  if (!is_over()) return true;
  tell_all(message::End{summary().silent.empty()});
  return false;
}

void Coordinator::stop() {
  if (stopped_at_) return;
  stopped_at_ = policy_.now();
  tell_all(message::Stop{});
}

// Lost ranks are told too: one that was only halted then ends as well.
template <class Kind>
void Coordinator::tell_all(const Kind& message) {
  for (int worker = 1; worker < communicator_.size(); ++worker) send(communicator_, worker, message);
}

SweepSummary Coordinator::summary() const {
  SweepSummary summary{ledger_.done(), ledger_.failed(), !all_is_trained(), {}, ranks_.in(State::active)};
  if (summary.interrupted && ranks_.all_stand_aside()) summary.nobody_trains = why_aside_;
  const auto lost = ranks_.in(State::lost);
  summary.silent.insert(summary.silent.end(), lost.begin(), lost.end());
  return summary;
}

void Coordinator::take_in(const Message& message) {
  if (ranks_[message.from].state == State::lost) find_back(message.from);
  FromWorker received = from_worker(message);
  std::visit([&](auto& kind) { take_in(message.from, kind); }, received);
}

void Coordinator::take_in(int worker, const message::Ready&) {
  ranks_[worker].hand_out = 0;
  idle_.insert(worker);
}

void Coordinator::take_in(int worker, const message::Stopped&) {
  ranks_[worker].state = State::stopped;
}

void Coordinator::take_in(int worker, const message::StandsAside& aside) {
  put_aside(worker, aside.host, aside.why);
  const std::int64_t given = std::exchange(ranks_[worker].hand_out, 0);
  if (given == 0) return;
  scheduler_.returned(given, false);
  sink_.given_back(scheduler_.bundle(given), worker);
}

void Coordinator::take_in(int worker, const message::Progress& progress) {
  if (!scheduler_.has(progress.hand_out)) return;
  const Bundle& bundle = scheduler_.bundle(progress.hand_out);
  const Trial& trial = bundle.trials.at(progress.trial);
  if (ledger_.has_outcome(trial, bundle)) return;
  ledger_.advanced(trial, progress.record.epoch);
  if (ranks_[worker].hand_out == progress.hand_out) sink_.progress(trial.key, progress.record);
}

void Coordinator::take_in(int worker, message::Finished& finished) {
  take_in_outcomes(worker, finished.hand_out, std::move(finished.outcomes), finished.seconds);
}

void Coordinator::take_in(int worker, const message::Failed& failed) {
  if (!scheduler_.has(failed.hand_out)) return take_in(worker, message::Ready{});
  const std::size_t trials = scheduler_.bundle(failed.hand_out).trials.size();
  take_in_outcomes(worker, failed.hand_out, std::vector<TrialOutcome>(trials, {failed.result, {}}),
                   std::nullopt);
}

void Coordinator::take_in_outcomes(int worker, std::int64_t hand_out, std::vector<TrialOutcome> outcomes,
                                   std::optional<double> seconds) {
  take_in(worker, message::Ready{});
  // An earlier coordinator of this process may have handed it out: see dismiss_workers().
  if (!scheduler_.has(hand_out)) return;
  const Bundle& bundle = scheduler_.bundle(hand_out);
  FRIENDLY_CHECK(outcomes.size() == bundle.trials.size(), "a worker sends one outcome per trial");
  Bundle failed = bundle.with({});
  std::vector<TrialOutcome> failures;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const Trial& trial = bundle.trials[i];
    if (ledger_.has_outcome(trial, bundle)) continue;
    outcomes[i].result.rank = worker;  // the worker inside rank 0's process does not know its number
    if (outcomes[i].result.status == status::kFailed) {
      failed.trials.push_back(trial);
      failures.push_back(std::move(outcomes[i]));
    } else {
      outcomes[i].result.status == status::kPaused ? ledger_.pause(trial, outcomes[i])
                                                   : ledger_.record(trial, outcomes[i]);
      blame(faults_.succeeded(worker, trial.key), trial.key);
    }
  }
  if (failures.empty() || scheduler_.is_current(hand_out)) {
    cancel(scheduler_.finished(hand_out, seconds));
    take_in_failures(worker, failed, failures);
    if (!failures.empty() && failures.size() == outcomes.size()) faults_.failed_as_a_whole(worker);
  }  // otherwise its worker was lost meanwhile, and the results of another, who has the bundle, decide
  if (ledger_.has_all_rows(bundle)) unrecorded_.emplace_back(worker, hand_out);
}

void Coordinator::cancel(std::optional<std::int64_t> hand_out) {
  if (!hand_out) return;
  for (int worker = 1; worker < communicator_.size(); ++worker)
    if (ranks_[worker].hand_out == *hand_out) send(communicator_, worker, message::Cancel{*hand_out});
}

void Coordinator::take_in_failures(int worker, const Bundle& bundle,
                                   const std::vector<TrialOutcome>& failures) {
  Bundle again = bundle.with({});
  for (std::size_t i = 0; i < failures.size(); ++i) {
    const Trial& trial = bundle.trials[i];
    ledger_.keep_failure(trial, failures[i]);
    if (faults_.failed(worker, trial.key))
      again.trials.push_back(trial);
    else
      ledger_.end_as_failed(trial);
  }
  if (again.trials.empty()) return;
  spdlog::warn("bundle {}: {} failed on rank {} and {} tried again: {}", bundle.id,
               again.trials.size() == 1 ? "a trial" : fmt::format("{} trials", again.trials.size()), worker,
               again.trials.size() == 1 ? "is" : "are", failures.back().result.reason);
  sink_.given_back(again, worker);
  scheduler_.add(std::move(again), false);
}

void Coordinator::put_aside(int worker, const std::string& host, const std::string& why) {
  ranks_[worker].stands_aside = true;
  why_aside_ = why;
  sink_.stands_aside(worker, host, why);
}

void Coordinator::blame(const std::vector<int>& ranks, const std::string& key) {
  for (const TrialOutcome& failure : ledger_.take_failures(key)) {
    const auto worker = static_cast<int>(failure.result.rank);
    if (ranks_[worker].stands_aside || std::count(ranks.begin(), ranks.end(), worker) == 0) continue;
    put_aside(worker, failure.result.host,
              "trials fail here that succeed elsewhere: " + failure.result.reason);
  }
}

// Trials that failed, with no rank left that could try them.
void Coordinator::give_up_hopeless() {
  if (!ledger_.has_failures()) return;
  for (const Bundle* bundle : scheduler_.queued_again()) {
    if (faults_.can_be_tried(*bundle)) continue;
    for (const Trial& trial : bundle->trials) {
      faults_.settle(trial.key);
      ledger_.end_as_failed(trial);
    }
    scheduler_.withdraw(bundle);
  }
}

void Coordinator::hand_out_bundles() {
  if (stopped_at_ || !sink_.can_keep_more()) return;
  const auto ready = idle_;
  for (const int worker : ready) {
    if (!ranks_.is_available(worker)) continue;
    const auto next =
        scheduler_.next([&](const Bundle& bundle) { return faults_.may_train(worker, bundle); });
    if (!next) continue;
    idle_.erase(worker);
    ranks_[worker].hand_out = next->id;
    faults_.started(worker);
    ledger_.started(*next->bundle);
    sink_.started(*next->bundle, worker);
    send(communicator_, worker, message::Assignment{next->id, *next->bundle});
  }
}

void Coordinator::watch_ranks() {
  for (int worker = 1; worker < communicator_.size(); ++worker) {
    const State state = ranks_[worker].state;
    if (state == State::active && !ranks_.is_well(worker)) lose(worker);
    if (state == State::lost && ranks_.is_well(worker)) find_back(worker);
  }
}

void Coordinator::lose(int worker) {
  spdlog::warn("rank {} is considered lost: {}", worker, ranks_.why_lost(worker));
  ranks_[worker].state = State::lost;
  const std::int64_t given = ranks_[worker].hand_out;
  if (given == 0 || !scheduler_.is_current(given)) return;
  const Bundle& bundle = scheduler_.bundle(given);
  sink_.lost(bundle, worker);
  ledger_.lost(bundle);
  const std::int64_t losses = ledger_.losses(bundle);
  // The first loss may be anybody's fault. A second one casts doubt on the bundle, so others come first.
  if (losses < policy_.max_losses) return scheduler_.returned(given, losses > 1);
  scheduler_.finished(given, std::nullopt);
  if (bundle.trials.size() == 1) return ledger_.end_as_crashed(bundle, worker);
  // One of these trials may take down every rank that trains it. Which one, each shows alone.
  spdlog::warn("bundle {} has lost its rank {} times: its trials are trained one by one", bundle.id, losses);
  for (const Trial& trial : bundle.trials)
    if (!ledger_.has_outcome(trial, bundle)) scheduler_.add(bundle.with({trial}), true);
}

void Coordinator::find_back(int worker) {
  spdlog::info("rank {} is back", worker);
  ranks_[worker].state = State::active;
  const std::int64_t given = ranks_[worker].hand_out;
  if (given == 0 || !scheduler_.resumed(given)) return;
  ledger_.regained(scheduler_.bundle(given));
  sink_.regained(scheduler_.bundle(given), worker);
}

void Coordinator::tell_recorded() {
  if (unrecorded_.empty() || !sink_.all_is_durable()) return;
  for (const auto& [worker, hand_out] : unrecorded_) send(communicator_, worker, message::Recorded{hand_out});
  unrecorded_.clear();
}

bool Coordinator::is_over() const {
  if (!stopped_at_) return false;
  const bool is_recorded = unrecorded_.empty() || !sink_.can_keep_more();
  return (ranks_.in(State::active).empty() && is_recorded) ||
         policy_.now() - *stopped_at_ > policy_.stop_limit;
}

std::vector<int> dismiss_workers(LiveCommunicator& communicator, const SweepPolicy& policy) {
  class NullSink : public Sink {
    void started(const Bundle&, int) override {}
    void progress(const std::string&, const EpochRecord&) override {}
    void finished(const Trial&, const TrialOutcome&) override {}
    void paused(const Trial&, const TrialOutcome&) override {}
    void pruned(const Trial&, const std::string&) override {}
    void decided(const Decision&) override {}
    void lost(const Bundle&, int) override {}
    void regained(const Bundle&, int) override {}
    void stands_aside(int, const std::string&, const std::string&) override {}
    void tick() override {}
  };
  NullSink sink;
  return Coordinator(communicator, {}, {}, {}, sink, policy).run([] { return false; }).silent;
}

}  // namespace friendly
