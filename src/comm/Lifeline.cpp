#include "comm/Lifeline.hpp"

#include <algorithm>
#include <utility>

namespace friendly {
namespace {

constexpr const char* kHeartbeat = "heartbeat";
constexpr const char* kProcess = "process";  // where the sender runs
constexpr double kLastWords = 1;             // seconds that messages of an ended process may take to arrive
constexpr double kLongestPause = 0.05;       // seconds between two looks at the line

}  // namespace

Lifeline::Lifeline(Communicator& line, HeartbeatPolicy policy)
    : line_(line),
      policy_(std::move(policy)),
      peers_(static_cast<std::size_t>(line.size()), policy_.now),
      beat_at_(policy_.now() - policy_.interval()),
      thread_([this] { live(); }) {
  const ProcessPlace place = this_process();
  const nlohmann::json body = {place.machine, place.pid, place.start};
  if (line.rank() > 0) send(0, kProcess, body);
  for (int peer = 1; line.rank() == 0 && peer < line.size(); ++peer) send(peer, kProcess, body);
}

Lifeline::~Lifeline() {
  {
    const std::lock_guard lock(mutex_);
    is_ending_ = true;
  }
  ending_.notify_one();
  thread_.join();
}

void Lifeline::live() {
  const std::chrono::duration<double> pause(std::min(kLongestPause, policy_.interval() / 4));
  for (std::unique_lock lock(mutex_); !is_ending_; ending_.wait_for(lock, pause)) attend();
}

void Lifeline::attend() {
  peers_.advance();
  beat_if_due();
  while (auto message = line_.poll()) {
    const auto peer = static_cast<std::size_t>(message->from);
    if (message->kind == kHeartbeat) {
      peers_.heard_of_headway(peer, message->body);
      continue;
    }
    peers_.heard_from(peer);
    if (message->kind == kProcess)
      processes_.emplace(message->from, ProcessPlace{message->body[0], message->body[1], message->body[2]});
    else
      inbox_.push_back(std::move(*message));
  }
}

void Lifeline::beat_if_due() {
  const double now = policy_.now();
  if (now - beat_at_ < policy_.interval()) return;
  beat_at_ = now;
  const std::int64_t headway = headway_;
  if (rank() > 0) return line_.send(0, kHeartbeat, headway);
  // What waits for a dead rank may hold up messages to others; a rank that comes back is heard first.
  for (int peer = 1; peer < size(); ++peer)
    if (peers_.silent_for(static_cast<std::size_t>(peer)) <= policy_.limit)
      line_.send(peer, kHeartbeat, headway);
}

void Lifeline::send(int to, const std::string& kind, const nlohmann::json& body) {
  const std::lock_guard lock(mutex_);
  line_.send(to, kind, body);
}

std::optional<Message> Lifeline::poll() {
  const std::lock_guard lock(mutex_);
  if (inbox_.empty()) attend();
  if (inbox_.empty()) return std::nullopt;
  Message message = std::move(inbox_.front());
  inbox_.pop_front();
  return message;
}

double Lifeline::silent_for(int rank) const {
  const std::lock_guard lock(mutex_);
  return peers_.silent_for(static_cast<std::size_t>(rank));
}

bool Lifeline::has_ended(int rank) const {
  const std::lock_guard lock(mutex_);
  const auto process = processes_.find(rank);
  const auto is_from_it = [rank](const Message& message) { return message.from == rank; };
  // Asking the system comes last: this is called for every rank after every message.
  return process != processes_.end() && peers_.silent_for(static_cast<std::size_t>(rank)) > kLastWords &&
         std::none_of(inbox_.begin(), inbox_.end(), is_from_it) && process->second.has_ended();
}

double Lifeline::stalled_for(int rank) const {
  const std::lock_guard lock(mutex_);
  return peers_.stalled_for(static_cast<std::size_t>(rank));
}

}  // namespace friendly
