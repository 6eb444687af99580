#include "train/PartTimer.hpp"

namespace friendly {

void PartTimer::on_question() {
  if (is_evaluating_) return;
  const double time = now_();
  if (losses_ > 0) end_step(time);
  start_ = time;
}

void PartTimer::on_loss(const Tile& tile, const torch::Tensor&, const torch::Tensor&) {
  const double time = now_();
  if (tile.first != tile_) {
    end_tile();
    tile_ = tile.first;
    ++tiles_;
    first_loss_ = loss_ = time;
  }
  loss_before_ = loss_;
  loss_ = time;
  ++losses_;
}

void PartTimer::end_tile() {
  if (tiles_ > 0) inner_ += loss_before_ - first_loss_;
}

void PartTimer::end_step(double time) {
  end_tile();
  const std::int64_t step_of_pass = steps_ % minibatches_;
  const bool is_of_simplifier = steps_ >= minibatches_;
  // The tiles of an array iterate equally often.
  const double inner = static_cast<double>(losses_ / tiles_ - 1), inner_seconds = inner_;
  start_step();
  ++steps_;
  if (step_of_pass == 0) return;
  if (epoch_ > 0) return step.add(time - start_);
  if (is_of_simplifier) return pass_step.add(time - start_);
  simplified.add(time - start_);
  iterations += inner;
  // From one inner loss to the next is a whole iteration; from the last one to the classifier's is not.
  if (inner > 1) iteration.add(inner_seconds, inner - 1);
}

void PartTimer::start_step() {
  tiles_ = losses_ = 0;
  tile_ = -1;
  inner_ = 0;
}

void PartTimer::on_evaluation(TrialArray&, const Evaluation&, std::int64_t) {
  start_step();
}

void PartTimer::on_epoch(TrialArray& array, Method&, const Records&) {
  is_evaluating_ = true;
  const double before = now_();
  for (const Examples* part : {&scored_.valid, &scored_.test}) score(array.classifier, *part, batch_size_);
  const double seconds = now_() - before;
  evaluating += seconds;
  if (epoch_ > 0) evaluation.add(seconds, static_cast<double>(scored_.valid.size() + scored_.test.size()));
  is_evaluating_ = false;
  ++epoch_;
  steps_ = 0;
}

}  // namespace friendly
