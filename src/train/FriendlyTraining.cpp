#include "train/FriendlyTraining.hpp"

#include <torch/autograd.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace friendly {

using torch::Tensor;

namespace {

// `mask` [A] or [A, B] viewed with as many dimensions as `x` [A, B, ...].
Tensor mask_like(const Tensor& mask, const Tensor& x) {
  auto shape = mask.sizes().vec();
  shape.resize(static_cast<std::size_t>(x.dim()), 1);
  return mask.view(shape);
}

}  // namespace

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
  return {simplifying.count, most_iterations(simplifying)};
}

Tensor FriendlyTraining::leaving(const Inner& inner, const CrossEntropy& loss) const {
  return loss.right().logical_and(loss.losses().neg().exp_() > inner.tile.of(thresholds_).unsqueeze(1));
}

bool FriendlyTraining::iterate(Inner& inner, std::int64_t index) const {
  const Tensor running = inner.limits > static_cast<double>(index);
  const Tensor active = running.unsqueeze(1).logical_and(inner.left.logical_not());
  const Tensor has_active = active.any(1);

  inner.inputs.requires_grad_(true);
  const Tensor logits = array_.classifier(inner.inputs);
  const CrossEntropy loss(logits, inner.labels);
  const MeanLoss mean = loss.mean(active);
  observer_.on_loss(inner.tile, mean.values, has_active);

  const Tensor left = inner.left.logical_or(active.logical_and(leaving(inner, loss)));
  const Tensor has_more =
      (inner.limits > static_cast<double>(index + 1)).logical_and(left.all(1).logical_not());
  const Tensor ends_here = has_active.logical_and(has_more.logical_not());
  const bool needs_weight_gradient =
      array_.specs.front().carry_gradient && (!array_.may_look || ends_here.any().item<bool>());

  std::vector<Tensor> sources = {inner.inputs};
  const auto& leaves = array_.classifier.leaves();
  if (needs_weight_gradient) sources.insert(sources.end(), leaves.begin(), leaves.end());
  const auto gradients = torch::autograd::grad({logits}, sources, {mean.logit_gradients});

  const torch::NoGradGuard no_graph;
  const Tensor step = mask_like(inner.tile.of(step_sizes_), inner.inputs);
  const Tensor moves = mask_like(active.logical_and(left.logical_not()), inner.inputs);
  inner.inputs = torch::where(moves, inner.inputs - step * gradients[0], inner.inputs).detach();
  inner.left = left;
  inner.last_index = torch::where(has_active, torch::full_like(inner.last_index, index), inner.last_index);
  for (std::size_t i = 1; i < gradients.size(); ++i) {
    Tensor& kept = inner.gradients[i - 1];
    kept = torch::where(mask_like(ends_here, kept), gradients[i], kept);
  }
  if (!array_.may_look) return index + 1 < inner.most;
  if (!array_.classifier.network().takes_whole_arrays()) set_aside_left(inner);
  return has_more.any().item<bool>();
}

void FriendlyTraining::set_aside_left(Inner& inner) {
  const Tensor gone = inner.left[0].nonzero().squeeze(1),
               stay = inner.left[0].logical_not().nonzero().squeeze(1);
  if (gone.numel() == 0) return;
  inner.result.index_copy_(1, inner.places.index_select(0, gone), inner.inputs.index_select(1, gone));
  inner.inputs = inner.inputs.index_select(1, stay);
  inner.labels = inner.labels.index_select(1, stay);
  inner.left = inner.left.index_select(1, stay);
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
              moving.clone(),
              batch.labels.expand({tile.count, -1}).narrow(0, 0, count),
              torch::zeros({count, size}, batch.labels.options().dtype(torch::kBool)),
              torch::arange(size, batch.labels.options()),
              moving.clone(),
              {},
              torch::zeros({count}, sums_.options())};
  array_.classifier.state().training = false;
  array_.classifier.use(simplifying, true);
  if (array_.specs.front().carry_gradient)
    for (const Tensor& leaf : array_.classifier.leaves()) inner.gradients.push_back(torch::zeros_like(leaf));
  for (std::int64_t index = 0; iterate(inner, index);) ++index;

  const torch::NoGradGuard no_graph;
  const Tensor left_here = inner.left.sum(1) + (size - inner.places.numel());
  inner.result.index_copy_(1, inner.places, inner.inputs);
  const Tensor moved = torch::square(inner.result - moving).flatten(1).mean(1).to(torch::kFloat64);
  const Tensor share = left_here.to(torch::kFloat64) / static_cast<double>(size);
  sums_.narrow(0, 0, 3)
      .narrow(1, simplifying.first, count)
      .add_(torch::stack({inner.last_index, share, moved}));
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
