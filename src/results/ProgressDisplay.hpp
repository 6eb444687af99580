#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "core/Stopwatch.hpp"

namespace friendly {

/// What the display of a sweep shows.
struct Progress {
  std::int64_t points = 0;    ///< of the sweep
  std::int64_t done = 0;      ///< rows with status done
  std::int64_t pruned = 0;    ///< rows of trials that lost a race
  std::int64_t failed = 0;    ///< rows with any other status
  std::int64_t running = 0;   ///< trials that are being trained
  std::int64_t no_data = 0;   ///< without a row, as their data sets are absent
  double epochs_left = 0;     ///< over all trials that have data and no row
  double epochs_spared = 0;   ///< of these, what races will not train, by the sizes of their rungs
  double epochs_trained = 0;  ///< since this start
  std::int64_t trained() const { return done + failed; }
  std::int64_t ended() const { return trained() + pruned; }
  /// Seconds until the end, `seconds` after the start; nullopt before an epoch has been trained.
  std::optional<double> left_after(double seconds) const;

  std::string waits_for;  ///< besides training; empty: nothing
};

/// "2 h 05 min", "5 min 10 s", "10 s".
std::string duration_text(double seconds);

/// `progress` as one line, `seconds` after the start: done, running, failed, trials per hour, ETA,
/// what is waited for. The `trained_before` trials that had ended before the start say nothing about speed.
std::string progress_line(const Progress& progress, std::int64_t trained_before, double seconds);

/// Shows a sweep's progress on standard error: one live line on a terminal, cut to its width, elsewhere a
/// plain line every 30 seconds.
class ProgressDisplay {
 public:
  /// `columns`: of the terminal; 0 if standard error is none. `trained_before`: Progress::trained() at the
  /// start.
  ProgressDisplay(std::size_t columns, std::int64_t trained_before);
  ~ProgressDisplay();

  void show(const Progress& progress);
  /// Ends the live line, so that other output starts on a line of its own.
  void finish(const Progress& progress);
  double seconds_since_start() const { return since_start_.seconds(); }

 private:
  std::string text(const Progress& progress) const;
  void draw(const Progress& progress);

  bool is_terminal() const { return columns_ > 0; }

  std::size_t columns_;
  std::int64_t trained_before_;
  Stopwatch since_start_, since_drawn_;
  bool drawn_ = false;
};

}  // namespace friendly
