#include "train/PartTimer.hpp"

namespace friendly {

TimedPart& PartTimer::part_of(const StepKind& kind) {
  if (kind.part == Part::evaluation) return evaluation;
  if (kind.part == Part::simplifier) return pass_step;
  return kind.simplifying > 0 ? simplified : step;
}

void PartTimer::run(const std::vector<Tile>& tiles, const Step& of_tile) {
  const StepKind kind = of_tile.kind(tiles.front());
  runner_.run(tiles, of_tile);
  const double seconds = now_() - start_;
  const bool evaluates = kind.part == Part::evaluation;
  if (evaluates) evaluating += seconds;
  TimedPart& part = part_of(kind);
  std::int64_t replicas = 0;
  for (const Tile& tile : tiles) replicas += tile.count;
  const double repetitions = evaluates ? static_cast<double>(kind.examples * replicas) : 1;
  const bool warms_up = runs_of_part_[&part]++ == 0, is_new = runs_[kind]++ < warm_ups_;
  if (warms_up || is_new) {
    part.warm_up = seconds / repetitions;
    return;
  }
  part.add(seconds, repetitions);
  iterations += static_cast<double>(kind.iterations);
}

}  // namespace friendly
