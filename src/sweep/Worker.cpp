#include "sweep/Worker.hpp"

#include <spdlog/spdlog.h>

#include "core/Check.hpp"
#include "core/Interrupted.hpp"
#include "core/Process.hpp"
#include "core/Stopwatch.hpp"

namespace friendly {
namespace {

constexpr int kCoordinator = 0;  // rank
constexpr std::chrono::milliseconds kAtOnce{0};
constexpr std::chrono::milliseconds kIdlePause{100};
constexpr std::chrono::milliseconds kTrainingPause{10};  // between checks for messages

}  // namespace

Worker::Worker(LiveCommunicator& communicator, Runner runner, double patience)
    : communicator_(communicator), runner_(std::move(runner)), patience_(patience) {}

bool Worker::run() {
  send(communicator_, kCoordinator, message::Ready{});
  while (attend(kIdlePause), !is_over()) {
    if (!assigned_) continue;
    train(*std::exchange(assigned_, std::nullopt));  // its end implies the request for the next
  }
  return end();
}

bool Worker::stand_aside(const std::string& why) {
  send(communicator_, kCoordinator, message::StandsAside{why, host_name()});
  while (!is_over()) attend(kIdlePause);
  return end();
}

bool Worker::end() {
  if (told_to_stop_) send(communicator_, kCoordinator, message::Stopped{});
  while (!all_end_ && !is_abandoned_) attend(kIdlePause);
  return all_end_.value_or(false);
}

void Worker::train(const message::Assignment& assignment) {
  const auto& [hand_out, bundle] = assignment;
  const auto on_epoch = [&, id = hand_out](std::size_t trial, const EpochRecord& record) {
    send(communicator_, kCoordinator, message::Progress{id, trial, record});
  };
  const auto stops = [this, id = hand_out] { return should_stop(id); };
  const Stopwatch watch;
  TrialResult failure;
  failure.start = unix_time();
  try {
    auto outcomes = runner_.train(bundle, {on_epoch, stops});
    FRIENDLY_CHECK(outcomes.size() == bundle.trials.size(), "a runner returns one outcome per trial");
    for (TrialOutcome& outcome : outcomes) sign(outcome.result, bundle);
    unrecorded_.emplace(hand_out, bundle);
    send(communicator_, kCoordinator, message::Finished{hand_out, watch.seconds(), std::move(outcomes)});
  } catch (const Interrupted&) {
    FRIENDLY_CHECK(is_over() || cancelled_ == hand_out, "only should_stop() interrupts a runner");
    if (!is_over()) send(communicator_, kCoordinator, message::Ready{});
  } catch (const UnusableRank& error) {
    send(communicator_, kCoordinator, message::StandsAside{error.what(), host_name()});
  } catch (const std::exception& error) {
    failure.status = status::kFailed;
    failure.replicas = static_cast<std::int64_t>(bundle.trials.size());
    failure.reason = error.what();
    failure.seconds = watch.seconds();
    sign(failure, bundle);
    send(communicator_, kCoordinator, message::Failed{hand_out, failure});
  }
}

void Worker::sign(TrialResult& result, const Bundle& bundle) const {
  result.bundle = bundle.id;
  result.rank = communicator_.rank();
  result.host = host_name();
}

bool Worker::should_stop(std::int64_t hand_out) {
  communicator_.show_headway();
  if (std::chrono::steady_clock::now() - attended_at_ >= kTrainingPause) attend(kAtOnce);
  return is_over() || cancelled_ == hand_out;
}

void Worker::attend(std::chrono::milliseconds limit) {
  communicator_.show_headway();
  for (auto message = communicator_.wait(limit); message; message = communicator_.poll()) take_in(*message);
  attended_at_ = std::chrono::steady_clock::now();
  if (is_abandoned_) return;
  const bool has_ended = communicator_.has_ended(kCoordinator);
  const double silence = communicator_.silent_for(kCoordinator);
  is_abandoned_ = has_ended || silence > patience_;
  if (has_ended)
    spdlog::error("the coordinator has ended: this rank ends too");
  else if (is_abandoned_)
    spdlog::error("the coordinator has been silent for {:.0f} s: this rank ends", silence);
}

void Worker::take_in(const Message& message) {
  FromCoordinator received = from_coordinator(message);
  std::visit([this](auto& kind) { take_in(kind); }, received);
}

void Worker::take_in(const message::Recorded& recorded) {
  const auto trained = unrecorded_.find(recorded.hand_out);
  if (trained == unrecorded_.end()) return;
  runner_.recorded(trained->second);
  unrecorded_.erase(trained);
}

}  // namespace friendly
