#include "sweep/Coordinator.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "core/Check.hpp"

namespace friendly {
namespace {

constexpr int kMessagesPerStep = 1000;  // so that a flood does not keep the sink from its tick
constexpr std::chrono::milliseconds kPause{100};
constexpr double kStopLimit = 15;  // seconds for workers to save; Slurm's default grace is 30

}  // namespace

Coordinator::Coordinator(Communicator& communicator, std::vector<Bundle> bundles,
                         std::unordered_set<std::string> finished, Sink& sink, Heartbeat heartbeat,
                         std::int64_t max_attempts, std::int64_t retries)
    : communicator_(communicator),
      scheduler_(unfinished(std::move(bundles), finished)),
      finished_(std::move(finished)),
      sink_(sink),
      heartbeat_(std::move(heartbeat)),
      max_attempts_(max_attempts),
      retries_(retries),
      silence_(static_cast<std::size_t>(communicator.size()), heartbeat_.now),
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
  silence_.look();
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
  tell_all("end", {{"all", summary().silent.empty()}});
  return false;
}

void Coordinator::stop() {
  if (stopped_at_ >= 0) return;
  stopped_at_ = silence_.time();
  tell_all("stop", nullptr);
}

// Lost ranks are told as well: one that was only slow ends, too.
void Coordinator::tell_all(const std::string& kind, const nlohmann::json& body) {
  for (int rank = 1; rank < communicator_.size(); ++rank) communicator_.send(rank, kind, body);
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
  silence_.heard(static_cast<std::size_t>(worker));
  if (state_of(worker) == State::lost) {
    spdlog::info("rank {} is back", worker);
    state_of(worker) = State::active;
  }
  if (message.kind == "ready") {
    idle_.insert(worker);
  } else if (message.kind == "heartbeat") {
    communicator_.send(worker, "heartbeat", nullptr);
  } else if (message.kind == "stopped") {
    state_of(worker) = State::stopped;
  } else if (message.kind == "progress") {
    take_in_progress(message.body);
  } else if (message.kind == "aside") {
    take_in_aside(message);
  } else {
    take_in_end(message);
  }
}

void Coordinator::take_in_progress(const nlohmann::json& body) {
  if (!scheduler_.has(body.at("bundle"))) return;
  const Trial& trial = scheduler_.bundle(body.at("bundle")).trials.at(body.at("trial"));
  if (finished_.count(trial.key) == 0) sink_.progress(trial.key, epoch_from_json(body.at("record")));
}

void Coordinator::take_in_aside(const Message& message) {
  aside_.insert(message.from);
  why_aside_ = message.body.at("why");
  sink_.stands_aside(message.from, message.body.at("host"), why_aside_);
}

void Coordinator::take_in_end(const Message& message) {
  idle_.insert(message.from);
  const bool is_failed = message.kind == "failed";
  FRIENDLY_CHECK(is_failed || message.kind == "finished", "the message is one that workers send");
  const auto& body = message.body;
  // One that was handed out before another coordinator took over in this process is nobody's any more.
  if (!scheduler_.has(body.at("bundle"))) return;
  const Bundle& bundle = scheduler_.bundle(body.at("bundle"));
  std::vector<TrialOutcome> outcomes;
  for (std::size_t i = 0; i < bundle.trials.size(); ++i)
    outcomes.push_back(is_failed ? TrialOutcome{result_from_json(body.at("result")), {}}
                                 : outcome_from_json(body.at("outcomes").at(i)));
  if (is_tried_again(bundle, message.from, outcomes)) return;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    outcomes[i].result.rank = message.from;  // rank 0's own worker does not know its number
    record(bundle, i, std::move(outcomes[i]));
  }
  const auto seconds = is_failed ? std::nullopt : std::optional<double>(body.at("seconds"));
  scheduler_.finished(message.from, bundle.id, seconds);
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

// The one place where a trial gets its row, so that it gets one.
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
    communicator_.send(worker, "bundle", to_json(*bundle));
    sink_.started(*bundle, worker);
  }
}

void Coordinator::find_lost() {
  for (const int worker : workers_in(State::active))
    if (silence_.of(static_cast<std::size_t>(worker)) > heartbeat_.limit) lose(worker);
}

void Coordinator::lose(int worker) {
  spdlog::warn("rank {} has been silent for {:.0f} s and is taken as lost", worker, heartbeat_.limit);
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
  return workers_in(State::active).empty() || silence_.time() - stopped_at_ > kStopLimit;
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

}  // namespace friendly
