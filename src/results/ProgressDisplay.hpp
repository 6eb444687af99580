#pragma once
#include <cstdint>
#include <string>

#include "core/Stopwatch.hpp"

namespace friendly {

/// What a sweep's display shows.
struct Progress {
  std::int64_t points = 0;    ///< of the sweep
  std::int64_t done = 0;      ///< rows with status done
  std::int64_t failed = 0;    ///< rows with another one
  std::int64_t running = 0;   ///< trials that are being trained
  double epochs_left = 0;     ///< over all trials without a row
  double epochs_trained = 0;  ///< since this start
};

/// "2 h 05 min", "5 min 10 s", "10 s".
std::string duration_text(double seconds);

/// `progress` as one line, `seconds` after the start: done, running, failed, trials per hour, ETA.
std::string progress_line(const Progress& progress, std::int64_t ended_before, double seconds);

/// Shows a sweep's progress on standard error: one live line on a terminal, a plain line now and then
/// elsewhere.
class ProgressDisplay {
 public:
  /// `ended_before`: rows that were there at the start, which say nothing about speed.
  ProgressDisplay(bool is_terminal, std::int64_t ended_before);
  ~ProgressDisplay();

  void show(const Progress& progress);
  /// Ends the live line, so that other output starts on a line of its own.
  void finish(const Progress& progress);

 private:
  void draw(const Progress& progress);

  bool is_terminal_;
  std::int64_t ended_before_;
  Stopwatch since_start_, since_drawn_;
  bool drawn_ = false;
};

}  // namespace friendly
