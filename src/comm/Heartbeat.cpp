#include "comm/Heartbeat.hpp"

#include <algorithm>
#include <chrono>

namespace friendly {

double HeartbeatPolicy::steady_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

PeerMonitor::PeerMonitor(std::size_t peers, std::function<double()> now)
    : now_(std::move(now)), advanced_at_(now_()), peers_(peers) {}

void PeerMonitor::advance() {
  constexpr double most = 1;  // s
  const double now = now_();
  elapsed_ += std::min(now - advanced_at_, most);
  advanced_at_ = now;
}

void PeerMonitor::heard_of_headway(std::size_t peer, std::int64_t headway) {
  heard_from(peer);
  if (headway == peers_[peer].headway) return;
  peers_[peer].headway = headway;
  peers_[peer].advanced_at = elapsed_;
}

}  // namespace friendly
