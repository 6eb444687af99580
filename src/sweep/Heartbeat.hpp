#pragma once
#include <functional>
#include <vector>

namespace friendly {

/// How long a peer may be silent before it is considered lost, and how often a worker sends a heartbeat.
struct HeartbeatPolicy {
  double limit = 120;                             ///< seconds of silence
  double interval() const { return limit / 10; }  ///< seconds between heartbeats
  /// The current time in seconds, by a clock that never jumps; replaced in tests.
  std::function<double()> now = steady_seconds;

  static double steady_seconds();
};

/// Tracks how long each of several peers has been silent. Time during which this process did not check for
/// messages does not count against them, since messages may be waiting unread.
class PeerMonitor {
 public:
  /// Monitors peers 0 to `peers` - 1; `now` as in HeartbeatPolicy.
  PeerMonitor(std::size_t peers, std::function<double()> now);

  /// Counts the time since the last call, up to one second of it. Call at least once a second, before taking
  /// in messages.
  void advance();
  void heard_from(std::size_t peer) { heard_at_[peer] = elapsed_; }
  double silent_for(std::size_t peer) const { return elapsed_ - heard_at_[peer]; }  ///< s
  double elapsed() const { return elapsed_; }  ///< seconds counted so far

 private:
  std::function<double()> now_;
  double advanced_at_;
  double elapsed_ = 0;
  std::vector<double> heard_at_;
};

}  // namespace friendly
