#include "sweep/Worker.hpp"

#include <spdlog/spdlog.h>

#include "core/Check.hpp"
#include "core/Interrupted.hpp"
#include "core/Process.hpp"
#include "core/Stopwatch.hpp"
#include "sweep/Messages.hpp"

namespace friendly {
namespace {

constexpr int kCoordinator = 0;  // rank
constexpr std::chrono::milliseconds kAtOnce{0};
constexpr std::chrono::milliseconds kIdlePause{100};
constexpr double kTrainingPause = 0.01;  // seconds between checks for messages

}  // namespace

Worker::Worker(Communicator& communicator, Runner runner, HeartbeatPolicy heartbeat)
    : communicator_(communicator),
      runner_(std::move(runner)),
      heartbeat_(std::move(heartbeat)),
      coordinator_(1, heartbeat_.now) {}

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

void Worker::train(const Bundle& bundle) {
  const auto on_epoch = [&](std::size_t trial, const EpochRecord& record) {
    send(communicator_, kCoordinator, message::Progress{bundle.id, trial, record});
  };
  const Stopwatch watch;
  TrialResult failure;
  failure.start = unix_time();
  try {
    auto outcomes = runner_.train(bundle, {on_epoch, [this] { return should_stop(); }});
    FRIENDLY_CHECK(outcomes.size() == bundle.trials.size(), "a runner returns one outcome per trial");
    for (TrialOutcome& outcome : outcomes) sign(outcome.result, bundle);
    send(communicator_, kCoordinator, message::Finished{bundle.id, watch.seconds(), std::move(outcomes)});
  } catch (const Interrupted&) {
    FRIENDLY_CHECK(is_over(), "only should_stop() interrupts a runner");
  } catch (const std::exception& error) {
    failure.status = status::kFailed;
    failure.replicas = static_cast<std::int64_t>(bundle.trials.size());
    failure.reason = error.what();
    failure.seconds = watch.seconds();
    sign(failure, bundle);
    send(communicator_, kCoordinator, message::Failed{bundle.id, failure});
  }
}

void Worker::sign(TrialResult& result, const Bundle& bundle) const {
  result.bundle = bundle.id;
  result.rank = communicator_.rank();
  result.host = host_name();
}

bool Worker::should_stop() {
  if (heartbeat_.now() - attended_at_ >= kTrainingPause) attend(kAtOnce);
  return is_over();
}

void Worker::attend(std::chrono::milliseconds limit) {
  coordinator_.advance();
  for (auto message = communicator_.wait(limit); message; message = communicator_.poll()) take_in(*message);
  attended_at_ = heartbeat_.now();
  // The coordinator answers nothing but heartbeats, so they are sent even when other messages are.
  if (attended_at_ - beat_at_ >= heartbeat_.interval()) {
    send(communicator_, kCoordinator, message::Heartbeat{});
    beat_at_ = attended_at_;
  }
  if (!is_abandoned_ && coordinator_.silent_for(0) > heartbeat_.limit) {
    spdlog::error("the coordinator has been silent for {:.0f} s: this rank ends", coordinator_.silent_for(0));
    is_abandoned_ = true;
  }
}

void Worker::take_in(const Message& message) {
  coordinator_.heard_from(0);
  FromCoordinator received = from_coordinator(message);
  std::visit(Handlers{[&](message::Assignment& assignment) { assigned_ = std::move(assignment.bundle); },
                      [&](message::Stop) { told_to_stop_ = true; },
                      [&](message::End end) { all_end_ = end.all_present; }, [](message::Heartbeat) {}},
             received);
}

}  // namespace friendly
