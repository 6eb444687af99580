#pragma once
#include <cstdint>
#include <functional>
#include <vector>

namespace friendly {

/// How long a peer may be silent before it is considered lost, and how often a rank shows that it is alive.
struct HeartbeatPolicy {
  double limit = 20;                              ///< seconds of silence
  double interval() const { return limit / 10; }  ///< seconds between heartbeats
  /// The current time in seconds, by a clock that never jumps; replaced in tests.
  std::function<double()> now = steady_seconds;

  static double steady_seconds();
};

/// Tracks how long each of several peers has been silent, and how long it has made no headway. Time during
/// which this process did not check for messages does not count against them, since messages may be waiting
/// unread.
class PeerMonitor {
 public:
  /// Monitors peers 0 to `peers` - 1; `now` as in HeartbeatPolicy.
  PeerMonitor(std::size_t peers, std::function<double()> now);

  /// Counts the time since the last call, up to one second of it. Call at least once a second, before taking
  /// in messages.
  void advance();
  /// A sign of life of `peer`.
  void heard_from(std::size_t peer) { peers_[peer].heard_at = elapsed_; }
  /// A sign of life of `peer`, whose work has made this much headway: a number that grows with it.
  void heard_of_headway(std::size_t peer, std::int64_t headway);

  double silent_for(std::size_t peer) const { return elapsed_ - peers_[peer].heard_at; }      ///< s
  double stalled_for(std::size_t peer) const { return elapsed_ - peers_[peer].advanced_at; }  ///< s
  double elapsed() const { return elapsed_; }  ///< seconds counted so far

 private:
  struct Peer {
    double heard_at = 0, advanced_at = 0;
    std::int64_t headway = 0;
  };

  std::function<double()> now_;
  double advanced_at_;
  double elapsed_ = 0;
  std::vector<Peer> peers_;
};

}  // namespace friendly
