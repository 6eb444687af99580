#include "train/PartTimer.hpp"

#include "train/Evaluation.hpp"
#include "train/Method.hpp"

namespace friendly {

TimedPart& PartTimer::part_of(const StepKind& kind) {
  if (!kind.is_of_classifier) return pass_step;
  return kind.simplifying > 0 ? simplified : step;
}

void PartTimer::run(const std::vector<Tile>& tiles, const Step& of_tile) {
  const StepKind kind = of_tile.kind(tiles.front());
  runner_.run(tiles, of_tile);
  TimedPart& part = part_of(kind);
  const bool warms_up = runs_of_part_[&part]++ == 0, is_new = runs_[kind]++ < warm_ups_;
  if (warms_up || is_new) return;
  part.add(now_() - start_);
  iterations += static_cast<double>(kind.iterations);
}

void PartTimer::on_epoch(TrialArray& array, Method&, const Records&) {
  const double before = now_();
  for (const Examples* part : {&scored_.valid, &scored_.test}) score(array.classifier, *part, batch_size_);
  const double seconds = now_() - before;
  evaluating += seconds;
  if (!is_first_epoch_)
    evaluation.add(seconds, static_cast<double>(scored_.valid.size() + scored_.test.size()));
  is_first_epoch_ = false;
}

}  // namespace friendly
