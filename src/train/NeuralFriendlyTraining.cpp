#include "train/NeuralFriendlyTraining.hpp"

#include <algorithm>

namespace friendly {

using torch::Tensor;

namespace {

// What a forward pass in training mode changes: the running statistics.
class SideEffects {
 public:
  explicit SideEffects(NetworkState& state) : state_(state) {
    for (const Tensor& statistic : state.statistics()) statistics_.push_back(statistic.clone());
  }

  // Restores them for the replicas where `active` (bool [A, 1]) is false.
  void undo_where_inactive(const Tensor& active) {
    const auto count = active.size(0);
    for (std::size_t i = 0; i < statistics_.size(); ++i) {
      Tensor rows = state_.statistics()[i].narrow(0, 0, count);
      rows.copy_(torch::where(active, rows, statistics_[i].narrow(0, 0, count)));
    }
  }

 private:
  NetworkState& state_;
  std::vector<Tensor> statistics_;
};

}  // namespace

NeuralFriendlyTraining::NeuralFriendlyTraining(TrialArray& array, Observer& observer)
    : Method(array, observer),
      sums_(torch::zeros({3, array.replicas()}, array.options.dtype(torch::kFloat64))),
      reached_(torch::zeros({array.replicas()}, torch::kBool)) {}

ClassifierInput NeuralFriendlyTraining::prepare(const Minibatch& batch) {
  const std::int64_t all = array_.replicas(), count = array_.simplifying(array_.position.step);
  if (count == 0) return {batch.inputs};
  const auto first = [&](const Tensor& x) { return x.size(0) == 1 ? x : x.narrow(0, 0, count); };
  // The released code computes gradients of the simplifier here too, but discards them.
  const torch::NoGradGuard no_graph;
  array_.simplifier->use(count, true);
  const Tensor simplified = (*array_.simplifier)(first(batch.inputs), first(batch.labels));
  if (count == all) return {simplified};
  auto shape = batch.inputs.sizes().vec();
  shape[0] = all;
  return {torch::cat({simplified, batch.inputs.expand(shape).narrow(0, count, all - count)})};
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
  const std::int64_t last_step = array_.position.step - 1, count = array_.simplifying(last_step);
  std::vector<double> weights;
  for (double scale : array_.scales(last_step, count)) weights.push_back(2 * (1 - scale));
  penalty_weights_ = array_.column(weights) * array_.column(&TrialSpec::beta_simp, count);
  array_.simplifier->use(count, true);
  array_.classifier.use(count, false);
  array_.classifier.state().training = array_.position.pass == 1;

  std::vector<std::uint8_t> active;
  for (std::int64_t r = 0; r < count; ++r) active.push_back(trains_in(r, array_.position.pass));
  const bool all = std::all_of(active.begin(), active.end(), [](auto one) { return one != 0; });
  active_ = all ? Tensor() : torch::tensor(active).to(array_.options.device(), torch::kBool).unsqueeze(1);
  if (array_.position.minibatch > 0) return;
  Tensor sums = sums_.narrow(1, 0, count);
  if (all)
    sums.zero_();
  else
    sums.masked_fill_(active_.squeeze(1), 0);
}

void NeuralFriendlyTraining::pass_step(const Minibatch& batch) {
  Learner<Simplifier>& simplifier = *array_.simplifier;
  std::vector<SideEffects> kept;
  if (active_.defined())
    for (NetworkState* state : {&simplifier.state(), &array_.classifier.state()}) kept.emplace_back(*state);
  const Tensor simplified = simplifier(batch.inputs, batch.labels);
  const Tensor losses = example_losses(array_.classifier(simplified), batch.labels).mean(1);
  const Tensor distances = torch::square(simplified - batch.inputs).flatten(1).mean(1);
  const Tensor penalties = penalty_weights_ * distances;
  observer_.on_loss(losses.detach(), active_.defined() ? active_.squeeze(1) : active_);
  simplifier.update(simplifier.gradients((losses + penalties).sum()), active_);

  const torch::NoGradGuard no_graph;
  for (SideEffects& effects : kept) effects.undo_where_inactive(active_);
  Tensor sums = torch::stack({losses, penalties, torch::ones_like(losses)}).to(torch::kFloat64);
  if (active_.defined()) sums = torch::where(active_.squeeze(1), sums, torch::zeros({}, sums.options()));
  sums_.narrow(1, 0, losses.size(0)).add_(sums, static_cast<double>(batch.size()));
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
