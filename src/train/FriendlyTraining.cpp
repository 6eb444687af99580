#include "train/FriendlyTraining.hpp"

#include <torch/autograd.h>

#include <algorithm>
#include <cmath>

#include "train/CrossEntropy.hpp"

namespace friendly {

using torch::Tensor;

FriendlyTraining::FriendlyTraining(TrialArray& array, Observer& observer)
    : Method(array, observer),
      thresholds_(torch::nan_to_num(array.column(&TrialSpec::conf_thres, array.all()), -1.0)),
      step_sizes_(array.column(&TrialSpec::step_simp, array.all())),
      sums_(torch::zeros({4, array.replicas()}, array.options.dtype(torch::kFloat64))) {}

double FriendlyTraining::limit(std::int64_t step, std::int64_t replica) const {
  return std::floor(static_cast<double>(array_.spec(replica).iterations_simp) *
                    array_.plans[static_cast<std::size_t>(replica)].scale(step));
}

void FriendlyTraining::start_epoch() {
  array_.set_for_epoch(limits_,
                       [this](std::int64_t step, std::int64_t replica) { return limit(step, replica); });
}

std::int64_t FriendlyTraining::most_iterations(const Tile& tile) const {
  double most = 0;
  for (std::int64_t r = tile.first; r < tile.end(); ++r)
    most = std::max(most, limit(array_.position.step, r));
  return static_cast<std::int64_t>(most);
}

StepKind FriendlyTraining::step_kind(const Tile& tile) const {
  const Tile simplifying = tile.among_first(array_.simplifying(array_.position.step));
  StepKind kind;
  kind.simplifying = simplifying.count;
  kind.iterations = most_iterations(simplifying);
  return kind;
}

bool FriendlyTraining::iterate(Inner& inner, std::int64_t index) const {
  inner.inputs.requires_grad_(true);
  const Tensor logits = array_.classifier(inner.inputs);
  const CrossEntropy loss(logits, inner.labels);
  const InnerPlan plan = plan_iteration(inner.progress, loss.losses(), loss.right(),
                                        inner.tile.of(thresholds_), inner.limits, index);
  const MeanLoss mean = loss.mean(plan.active);
  observer_.on_loss(inner.tile, mean.values, plan.has_active);

  const bool needs_weight_gradient =
      array_.specs.front().carry_gradient && (!array_.may_look || plan.ends.any().item<bool>());
  std::vector<Tensor> sources = {inner.inputs};
  const auto& leaves = array_.classifier.leaves();
  if (needs_weight_gradient) sources.insert(sources.end(), leaves.begin(), leaves.end());
  auto gradients = torch::autograd::grad({logits}, sources, {mean.logit_gradients});

  const torch::NoGradGuard no_graph;
  inner.inputs = inner.inputs.detach();
  move_inputs(inner.inputs, gradients.front(), plan.moves, inner.tile.of(step_sizes_));
  gradients.erase(gradients.begin());
  if (needs_weight_gradient) keep_rows(inner.gradients, gradients, plan.ends);
  if (!array_.may_look) return index + 1 < inner.most;
  if (!array_.classifier.network().takes_whole_arrays()) set_aside_left(inner);
  return plan.has_more.any().item<bool>();
}

void FriendlyTraining::set_aside_left(Inner& inner) {
  Tensor& left = inner.progress.left;
  const Tensor gone = left[0].nonzero().squeeze(1), stay = left[0].logical_not().nonzero().squeeze(1);
  if (gone.numel() == 0) return;
  inner.result.index_copy_(1, inner.places.index_select(0, gone), inner.inputs.index_select(1, gone));
  inner.inputs = inner.inputs.index_select(1, stay);
  inner.labels = inner.labels.index_select(1, stay);
  left = left.index_select(1, stay);
  inner.places = inner.places.index_select(0, stay);
}

ClassifierInput FriendlyTraining::prepare(const Tile& tile, const Minibatch& batch) {
  const Tile simplifying = tile.among_first(array_.simplifying(array_.position.step));
  const std::int64_t most = most_iterations(simplifying);
  sums_[3].narrow(0, tile.first, tile.count).add_(1);
  if (most < 1) return {batch.inputs};

  const std::int64_t count = simplifying.count, size = batch.size();
  auto shape = batch.inputs.sizes().vec();
  shape[0] = tile.count;
  const Tensor original = batch.inputs.expand(shape), moving = original.narrow(0, 0, count);
  Inner inner{simplifying,
              most,
              simplifying.of(limits_.now()),
              moving.clone(torch::MemoryFormat::Contiguous),
              batch.labels.narrow(0, 0, std::min(count, batch.labels.size(0))),
              {torch::zeros({count, size}, batch.labels.options().dtype(torch::kBool)),
               torch::zeros({count}, sums_.options())},
              torch::arange(size, batch.labels.options()),
              moving.clone(),
              {}};
  array_.classifier.state().training = false;
  array_.classifier.use(simplifying, true);
  if (array_.specs.front().carry_gradient)
    for (const Tensor& leaf : array_.classifier.leaves()) inner.gradients.push_back(torch::zeros_like(leaf));
  for (std::int64_t index = 0; iterate(inner, index);) ++index;

  const torch::NoGradGuard no_graph;
  const Tensor left_here = inner.progress.left.sum(1) + (size - inner.places.numel());
  inner.result.index_copy_(1, inner.places, inner.inputs);
  const Tensor moved = torch::square(inner.result - moving).flatten(1).mean(1).to(torch::kFloat64);
  const Tensor share = left_here.to(torch::kFloat64) / static_cast<double>(size);
  sums_.narrow(0, 0, 3)
      .narrow(1, simplifying.first, count)
      .add_(torch::stack({inner.progress.last_index, share, moved}));
  return {torch::cat({inner.result, original.narrow(0, count, tile.count - count)}), inner.gradients};
}

void FriendlyTraining::finish_epoch(std::vector<EpochRecord>& records) {
  const Tensor means = sums_.narrow(0, 0, 3) / sums_[3];
  const auto iterations = numbers(means[0]), shares = numbers(means[1]), perturbations = numbers(means[2]);
  for (std::size_t r = 0; r < records.size(); ++r) {
    records[r].ft_iterations = iterations[r];
    records[r].ft_share_left = shares[r];
    records[r].ft_perturbation = perturbations[r];
  }
  sums_.zero_();
}

}  // namespace friendly
