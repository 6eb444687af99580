#pragma once
#include <functional>
#include <vector>

namespace friendly {

/// How long a peer may be silent before it is taken as lost, and how often a worker makes itself heard.
struct HeartbeatPolicy {
  double limit = 120;                             ///< s
  double interval() const { return limit / 10; }  ///< s
  /// Seconds on a clock that never jumps.
  std::function<double()> now = steady_seconds;

  static double steady_seconds();
};

/// Knows how long each of several peers has been silent. Time during which this process did not look does not
/// count against them: their messages may be lying unread.
class PeerMonitor {
 public:
  PeerMonitor(std::size_t peers, std::function<double()> now);

  /// Lets time pass; to be called before messages are taken in, at least every second.
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
