#pragma once
#include <functional>
#include <vector>

namespace friendly {

/// How long others must be silent to be taken as lost, and how often a worker makes itself heard.
struct Heartbeat {
  double limit = 120;  ///< s
  double interval() const { return limit / 10; }
  /// Seconds on a clock that never jumps.
  std::function<double()> now = steady_seconds;

  static double steady_seconds();
};

/// How long each of several peers has been silent. Time in which we did not look does not count against them:
/// their messages may lie unread.
class Silence {
 public:
  Silence(std::size_t peers, std::function<double()> now);

  /// Lets time pass; to be called before messages are taken in, at least every second.
  void look();
  void heard(std::size_t peer) { heard_at_[peer] = time_; }
  double of(std::size_t peer) const { return time_ - heard_at_[peer]; }  ///< s
  double time() const { return time_; }                                  ///< seconds that counted so far

 private:
  std::function<double()> now_;
  double looked_at_;
  double time_ = 0;
  std::vector<double> heard_at_;
};

}  // namespace friendly
