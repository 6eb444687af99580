#include "sweep/Coordinator.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "core/Check.hpp"
#include "sweep/Bundling.hpp"

namespace friendly {
namespace {

constexpr int kMessagesPerStep = 1000;  // so that a flood of messages does not delay the sink's tick
constexpr std::chrono::milliseconds kPause{100};
constexpr double kStopLimit = 15;  // seconds for workers to save; Slurm's default grace is 30

}  // namespace

Coordinator::Coordinator(Communicator& communicator, std::vector<Bundle> bundles,
                         std::unordered_set<std::string> finished, Sink& sink, HeartbeatPolicy heartbeat,
                         std::int64_t max_attempts, std::int64_t retries)
    : communicator_(communicator),
      scheduler_(unfinished(std::move(bundles), finished)),
      finished_(std::move(finished)),
      sink_(sink),
      heartbeat_(std::move(heartbeat)),
      max_attempts_(max_attempts),
      retries_(retries),
      peers_(static_cast<std::size_t>(communicator.size()), heartbeat_.now),
      states_(static_cast<std::size_t>(communicator.size()), State::active) {
  FRIENDLY_CHECK(communicator.rank() == 0 && communicator.size() > 1, "rank 0 coordinates other ranks");
  state_of(0) = State::stopped;
}

SweepSummary Coordinator::run(const std::function<bool()>& stop_requested) {
  while (step(kPause))
    if (stop_requested()) stop();
  return summary();
}

bool Coordinator::step(std::chrono::milliseconds pause) {
  peers_.advance();
  auto message = communicator_.wait(pause);
  for (int taken = 0; message; message = communicator_.poll()) {
    take_in(*message);
    if (++taken == kMessagesPerStep) break;
  }
  hand_out();
  find_lost();
  if (scheduler_.all_finished() || !has_trainers()) stop();
  sink_.tick();
  if (!is_over()) return true;
  tell_all(message::End{summary().silent.empty()});
  return false;
}

void Coordinator::stop() {
  if (stopped_at_ >= 0) return;
  stopped_at_ = peers_.elapsed();
  tell_all(message::Stop{});
}

// Lost ranks are told too: one that was only slow then ends as well.
template <class Kind>
void Coordinator::tell_all(const Kind& message) {
  for (int rank = 1; rank < communicator_.size(); ++rank) send(communicator_, rank, message);
}

SweepSummary Coordinator::summary() const {
  SweepSummary summary{done_, failed_, !scheduler_.all_finished(), {}, workers_in(State::active)};
  const bool all_stand_aside = aside_.size() + 1 == states_.size();
  if (summary.interrupted && all_stand_aside) summary.nobody_trains = why_aside_;
  const auto lost = workers_in(State::lost);
  summary.silent.insert(summary.silent.end(), lost.begin(), lost.end());
  return summary;
}

void Coordinator::take_in(const Message& message) {
  const int worker = message.from;
  peers_.heard_from(static_cast<std::size_t>(worker));
  if (state_of(worker) == State::lost) {
    spdlog::info("rank {} is back", worker);
    state_of(worker) = State::active;
  }
  FromWorker received = from_worker(message);
  std::visit(Handlers{[&](message::Ready) { idle_.insert(worker); },
                      [&](message::Heartbeat) { send(communicator_, worker, message::Heartbeat{}); },
                      [&](message::Stopped) { state_of(worker) = State::stopped; },
                      [&](auto& other) { take_in(worker, other); }},
             received);
}

void Coordinator::take_in(int, const message::Progress& progress) {
  if (!scheduler_.has(progress.bundle)) return;
  const Trial& trial = scheduler_.bundle(progress.bundle).trials.at(progress.trial);
  if (finished_.count(trial.key) == 0) sink_.progress(trial.key, progress.record);
}

void Coordinator::take_in(int worker, const message::StandsAside& aside) {
  aside_.insert(worker);
  why_aside_ = aside.why;
  sink_.stands_aside(worker, aside.host, aside.why);
}

void Coordinator::take_in(int worker, message::Finished& finished) {
  idle_.insert(worker);
  // An earlier coordinator of this process may have handed it out: see dismiss_workers().
  if (!scheduler_.has(finished.bundle)) return;
  take_in_outcomes(worker, scheduler_.bundle(finished.bundle), std::move(finished.outcomes),
                   finished.seconds);
}

void Coordinator::take_in(int worker, const message::Failed& failed) {
  idle_.insert(worker);
  if (!scheduler_.has(failed.bundle)) return;
  const Bundle& bundle = scheduler_.bundle(failed.bundle);
  take_in_outcomes(worker, bundle, std::vector<TrialOutcome>(bundle.trials.size(), {failed.result, {}}),
                   std::nullopt);
}

void Coordinator::take_in_outcomes(int worker, const Bundle& bundle, std::vector<TrialOutcome> outcomes,
                                   std::optional<double> seconds) {
  FRIENDLY_CHECK(outcomes.size() == bundle.trials.size(), "a worker sends one outcome per trial");
  if (is_tried_again(bundle, worker, outcomes)) return;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    outcomes[i].result.rank = worker;  // the worker inside rank 0's process does not know its number
    record(bundle, i, std::move(outcomes[i]));
  }
  scheduler_.finished(worker, bundle.id, seconds);
}

bool Coordinator::is_tried_again(const Bundle& bundle, int worker,
                                 const std::vector<TrialOutcome>& outcomes) {
  if (scheduler_.attempts(bundle.id) > retries_) return false;
  bool tried = false;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const TrialResult& result = outcomes[i].result;
    if (result.status != status::kFailed || finished_.count(bundle.trials[i].key) > 0) continue;
    spdlog::warn("{} failed and is tried again: {}", bundle.trials[i].key, result.reason);
    tried = true;
  }
  return tried && scheduler_.lost(worker) != nullptr;
}

// The only place where trials get their rows, so that each gets exactly one.
void Coordinator::record(const Bundle& bundle, std::size_t trial, TrialOutcome outcome) {
  if (!finished_.insert(bundle.trials[trial].key).second) return;
  outcome.result.attempts = scheduler_.attempts(bundle.id);
  ++(outcome.result.status == status::kDone ? done_ : failed_);
  sink_.finished(bundle.trials[trial], outcome);
}

void Coordinator::hand_out() {
  if (stopped_at_ >= 0 || !sink_.can_keep_more()) return;
  const auto ready = idle_;
  for (const int worker : ready) {
    if (state_of(worker) != State::active) continue;
    const Bundle* bundle = scheduler_.next(worker);
    if (bundle == nullptr) return;
    idle_.erase(worker);
    send(communicator_, worker, message::Assignment{*bundle});
    sink_.started(*bundle, worker);
  }
}

void Coordinator::find_lost() {
  for (const int worker : workers_in(State::active))
    if (peers_.silent_for(static_cast<std::size_t>(worker)) > heartbeat_.limit) lose(worker);
}

void Coordinator::lose(int worker) {
  spdlog::warn("rank {} has been silent for {:.0f} s and is considered lost", worker, heartbeat_.limit);
  state_of(worker) = State::lost;
  const Bundle* bundle = scheduler_.lost(worker);
  if (bundle == nullptr) return;
  sink_.lost(*bundle, worker);
  if (scheduler_.attempts(bundle->id) < max_attempts_) return;
  TrialOutcome crash;
  crash.result.status = status::kCrashed;
  crash.result.reason = fmt::format("lost its rank {} times", max_attempts_);
  crash.result.bundle = bundle->id;
  crash.result.replicas = static_cast<std::int64_t>(bundle->trials.size());
  crash.result.rank = worker;
  for (std::size_t i = 0; i < bundle->trials.size(); ++i) record(*bundle, i, crash);
  scheduler_.finished(worker, bundle->id, std::nullopt);
}

bool Coordinator::is_over() const {
  if (stopped_at_ < 0) return false;
  return workers_in(State::active).empty() || peers_.elapsed() - stopped_at_ > kStopLimit;
}

bool Coordinator::has_trainers() const {
  const auto active = workers_in(State::active);
  return std::any_of(active.begin(), active.end(), [this](int rank) { return aside_.count(rank) == 0; });
}

std::vector<int> Coordinator::workers_in(State state) const {
  std::vector<int> workers;
  for (std::size_t rank = 0; rank < states_.size(); ++rank)
    if (states_[rank] == state) workers.push_back(static_cast<int>(rank));
  return workers;
}

std::vector<int> dismiss_workers(Communicator& communicator, const HeartbeatPolicy& heartbeat) {
  class NullSink : public Sink {
    void started(const Bundle&, int) override {}
    void progress(const std::string&, const EpochRecord&) override {}
    void finished(const Trial&, const TrialOutcome&) override {}
    void lost(const Bundle&, int) override {}
    void stands_aside(int, const std::string&, const std::string&) override {}
    void tick() override {}
  };
  NullSink sink;
  return Coordinator(communicator, {}, {}, sink, heartbeat).run([] { return false; }).silent;
}

}  // namespace friendly
