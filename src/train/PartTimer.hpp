#pragma once
#include <cstdint>
#include <functional>
#include <map>

#include "train/StepRunner.hpp"

namespace friendly {

/// The time that some repetitions took together.
struct TimedPart {
  double seconds = 0, count = 0;
  double warm_up = 0;  ///< what the last one took that does not count

  void add(double more, double repetitions = 1) {
    seconds += more;
    count += repetitions;
  }
  /// Of those that count; a run may be too short for any.
  double mean() const { return count > 0 ? seconds / count : warm_up; }
};

/// Times the parts of a training run. It wraps the runner that computes the steps.
class PartTimer : public StepRunner {
 public:
  /// The first step of each part warms up, as do the first `warm_ups` steps of each kind. `now` says the time
  /// in seconds once all computations are done.
  PartTimer(StepRunner& runner, int warm_ups, std::function<double()> now)
      : runner_(runner), warm_ups_(warm_ups), now_(std::move(now)) {}

  /// To be called where the run asks whether to stop: a step begins.
  void on_question() { start_ = now_(); }
  void run(const std::vector<Tile>& tiles, const Step& step) override;
  bool replays() const override { return runner_.replays(); }

  TimedPart step;         ///< classifier steps on data as they are
  TimedPart simplified;   ///< and on simplified data, FT's inner iterations included
  TimedPart pass_step;    ///< of NFT's simplifier
  TimedPart evaluation;   ///< by example and replica
  double iterations = 0;  ///< FT's inner ones in the steps of `simplified`
  double evaluating = 0;  ///< seconds, warming up included

 private:
  TimedPart& part_of(const StepKind& kind);

  StepRunner& runner_;
  int warm_ups_;
  std::function<double()> now_;
  double start_ = 0;
  std::map<StepKind, int> runs_;
  std::map<const TimedPart*, int> runs_of_part_;
};

}  // namespace friendly
