#pragma once
#include <cstdint>

namespace friendly {

/// What happened to a trial that has no row yet, over all starts of its sweep. A trial that takes its rank
/// down again and again without getting any further has crashed; one that only suffers from others' faults
/// gets further each time.
struct TrialHistory {
  std::int64_t attempts = 0;  ///< how often it was handed out
  std::int64_t losses = 0;    ///< attempts in a row that ended with their rank, without any headway
  std::int64_t reached = -1;  ///< the furthest epoch that is known of
  bool has_advanced = false;  ///< in this attempt

  void start() {
    ++attempts;
    has_advanced = false;
  }

  /// It has trained `epoch`. Returns whether this is the attempt's first headway.
  bool advance(std::int64_t epoch) {
    if (epoch <= reached) return false;
    reached = epoch;
    losses = 0;
    const bool is_first = !has_advanced;
    has_advanced = true;
    return is_first;
  }

  /// Its rank was lost.
  void lose() {
    if (!has_advanced) ++losses;
  }

  /// Its rank, which was lost, has it again: the attempt goes on.
  void regain() {
    if (!has_advanced && losses > 0) --losses;
  }
};

}  // namespace friendly
