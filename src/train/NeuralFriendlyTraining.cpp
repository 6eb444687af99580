#include "train/NeuralFriendlyTraining.hpp"

#include <algorithm>

#include "train/CrossEntropy.hpp"

namespace friendly {

using torch::Tensor;

NeuralFriendlyTraining::NeuralFriendlyTraining(TrialArray& array, Observer& observer)
    : Method(array, observer),
      sums_(torch::zeros({3, array.replicas()}, array.options.dtype(torch::kFloat64))),
      reached_(torch::zeros({array.replicas()}, torch::kBool)),
      active_(torch::zeros({array.replicas()}, array.options.dtype(torch::kBool))),
      penalty_weights_(torch::zeros({array.replicas()}, array.options)) {}

StepKind NeuralFriendlyTraining::step_kind(const Tile& tile) const {
  StepKind kind;
  kind.simplifying = tile.among_first(array_.simplifying(array_.position.step)).count;
  return kind;
}

ClassifierInput NeuralFriendlyTraining::prepare(const Tile& tile, const Minibatch& batch) {
  const Tile simplifying = tile.among_first(array_.simplifying(array_.position.step));
  if (simplifying.count == 0) return {batch.inputs};
  const auto part = [&](const Tensor& x) { return x.size(0) == 1 ? x : x.narrow(0, 0, simplifying.count); };
  // The released code computes gradients of the simplifier here too, but discards them.
  const torch::NoGradGuard no_graph;
  array_.simplifier->use(simplifying, true);
  const Tensor simplified = (*array_.simplifier)(part(batch.inputs), part(batch.labels));
  const std::int64_t others = tile.count - simplifying.count;
  if (others == 0) return {simplified};
  auto shape = batch.inputs.sizes().vec();
  shape[0] = tile.count;
  return {torch::cat({simplified, batch.inputs.expand(shape).narrow(0, simplifying.count, others)})};
}

bool NeuralFriendlyTraining::trains_in(std::int64_t replica, std::int64_t pass) const {
  return pass <= array_.spec(replica).iterations_simp && !reached_[replica].item<bool>();
}

std::int64_t NeuralFriendlyTraining::pass_replicas(std::int64_t pass) {
  const std::int64_t count = array_.simplifying(array_.position.step - 1);
  for (std::int64_t r = 0; r < count; ++r)
    if (trains_in(r, pass)) return count;
  return 0;
}

void NeuralFriendlyTraining::start_pass() {
  const std::int64_t last_step = array_.position.step - 1;
  const Tile all = array_.all().among_first(array_.simplifying(last_step));
  std::vector<double> weights;
  for (double scale : array_.scales(last_step, all)) weights.push_back(2 * (1 - scale));
  all.of(penalty_weights_).copy_(array_.column(weights) * array_.column(&TrialSpec::beta_simp, all));
  array_.classifier.state().training = array_.position.pass == 1;

  trains_.clear();
  for (std::int64_t r = 0; r < all.count; ++r) trains_.push_back(trains_in(r, array_.position.pass));
  all.of(active_).copy_(
      torch::tensor(std::vector<std::uint8_t>(trains_.begin(), trains_.end()), torch::kBool));
  if (array_.position.minibatch > 0) return;
  sums_.narrow(1, 0, all.count).masked_fill_(all.of(active_), 0);
}

std::int64_t NeuralFriendlyTraining::count_training(const Tile& tile) const {
  return std::count(trains_.begin() + tile.first, trains_.begin() + tile.end(), true);
}

StepKind NeuralFriendlyTraining::pass_step_kind(const Tile& tile) const {
  StepKind kind;
  kind.part = Part::simplifier;
  kind.is_first_pass = array_.position.pass == 1;
  kind.training = count_training(tile);
  return kind;
}

void NeuralFriendlyTraining::pass_step(const Tile& tile, const Minibatch& batch) {
  const std::int64_t training = count_training(tile);
  const Tensor active = training == tile.count ? Tensor() : tile.of(active_);
  Learner<Simplifier>& simplifier = *array_.simplifier;
  simplifier.use(tile, true);
  array_.classifier.use(tile, false);
  const Tensor simplified = simplifier(batch.inputs, batch.labels);
  const Tensor logits = array_.classifier(simplified);
  const MeanLoss loss = CrossEntropy(logits, batch.labels).mean();
  const Tensor distances = torch::square(simplified - batch.inputs).flatten(1).mean(1);
  const Tensor penalties = tile.of(penalty_weights_) * distances;
  observer_.on_loss(tile, loss.values, active);
  simplifier.update(
      simplifier.gradients({logits, penalties}, {loss.logit_gradients, torch::ones_like(penalties)}), active);

  const torch::NoGradGuard no_graph;
  Tensor sums = torch::stack({loss.values, penalties, torch::ones_like(penalties)}).to(torch::kFloat64);
  if (active.defined()) sums = torch::where(active, sums, torch::zeros({}, sums.options()));
  sums_.narrow(1, tile.first, tile.count).add_(sums, static_cast<double>(batch.size()));
}

void NeuralFriendlyTraining::finish_pass(const std::vector<double>& val_acc) {
  for (std::int64_t r = 0; r < array_.replicas(); ++r)
    if (val_acc[static_cast<std::size_t>(r)] > array_.spec(r).acc_thres) reached_[r] = true;
}

void NeuralFriendlyTraining::finish_epoch(std::vector<EpochRecord>& records) {
  const auto count = static_cast<std::size_t>(array_.simplifying(array_.position.step - 1));
  const auto losses = numbers(sums_[0] / sums_[2]), penalties = numbers(sums_[1] / sums_[2]);
  for (std::size_t r = 0; r < count; ++r) {
    records[r].simp_loss = losses[r];
    records[r].simp_penalty = penalties[r];
  }
  sums_.zero_();
  reached_.fill_(false);
}

std::vector<Tensor> NeuralFriendlyTraining::tensors() {
  return {sums_.t(), reached_};
}

}  // namespace friendly
