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
      sums_(torch::zeros({4, array.replicas()}, array.options.dtype(torch::kFloat64))) {}

std::vector<double> FriendlyTraining::limits(std::int64_t count) const {
  std::vector<double> result;
  const auto scales = array_.scales(array_.position.step, count);
  for (std::int64_t r = 0; r < count; ++r)
    result.push_back(std::floor(static_cast<double>(array_.spec(r).iterations_simp) *
                                scales[static_cast<std::size_t>(r)]));
  return result;
}

Tensor FriendlyTraining::leaving(const Tensor& logits, const Tensor& labels) const {
  const Tensor targets = labels.expand({logits.size(0), -1});
  const Tensor right = logits.argmax(2).eq(targets);
  const Tensor confidence = torch::softmax(logits, 2).gather(2, targets.unsqueeze(2)).squeeze(2);
  const Tensor threshold = torch::nan_to_num(array_.column(&TrialSpec::conf_thres, logits.size(0)), -1.0);
  return right.logical_and(confidence > threshold.unsqueeze(1));
}

bool FriendlyTraining::iterate(Inner& inner, std::int64_t index, const Tensor& limits) const {
  const Tensor running = limits > static_cast<double>(index);
  const Tensor active = running.unsqueeze(1).logical_and(inner.left.logical_not());
  const Tensor counts = active.sum(1), has_active = counts > 0;

  inner.inputs.requires_grad_(true);
  const Tensor logits = array_.classifier(inner.inputs);
  const Tensor losses =
      torch::where(active, example_losses(logits, inner.labels), torch::zeros({}, logits.options())).sum(1) /
      counts.clamp_min(1);
  observer_.on_loss(losses.detach(), has_active);

  const Tensor left = inner.left.logical_or(active.logical_and(leaving(logits.detach(), inner.labels)));
  const Tensor has_more = (limits > static_cast<double>(index + 1)).logical_and(left.all(1).logical_not());
  const Tensor ends_here = has_active.logical_and(has_more.logical_not());
  const bool needs_weight_gradient = array_.specs.front().carry_gradient && ends_here.any().item<bool>();

  std::vector<Tensor> sources = {inner.inputs};
  const auto& leaves = array_.classifier.leaves();
  if (needs_weight_gradient) sources.insert(sources.end(), leaves.begin(), leaves.end());
  const auto gradients = torch::autograd::grad({losses.sum()}, sources);

  const torch::NoGradGuard no_graph;
  const Tensor step =
      mask_like(array_.column(&TrialSpec::step_simp, left.size(0)).unsqueeze(1), inner.inputs);
  const Tensor moves = mask_like(active.logical_and(left.logical_not()), inner.inputs);
  inner.inputs = torch::where(moves, inner.inputs - step * gradients[0], inner.inputs).detach();
  inner.left = left;
  inner.last_index = torch::where(has_active, torch::full_like(inner.last_index, index), inner.last_index);
  for (std::size_t i = 1; i < gradients.size(); ++i) {
    Tensor& kept = inner.gradients[i - 1];
    kept = torch::where(mask_like(ends_here, kept), gradients[i], kept);
  }
  return has_more.any().item<bool>();
}

ClassifierInput FriendlyTraining::prepare(const Minibatch& batch) {
  const std::int64_t all = array_.replicas(), count = array_.simplifying(array_.position.step);
  const auto most = limits(count);
  sums_[3].add_(1);
  if (count == 0 || *std::max_element(most.begin(), most.end()) < 1) return {batch.inputs};

  auto shape = batch.inputs.sizes().vec();
  shape[0] = all;
  const Tensor original = batch.inputs.expand(shape);
  Inner inner{original.narrow(0, 0, count).clone(),
              batch.labels.expand({all, -1}).narrow(0, 0, count),
              torch::zeros({count, batch.size()}, batch.labels.options().dtype(torch::kBool)),
              {},
              torch::zeros({count}, sums_.options())};
  array_.classifier.state().training = false;
  array_.classifier.use(count, true);
  if (array_.specs.front().carry_gradient)
    for (const Tensor& leaf : array_.classifier.leaves()) inner.gradients.push_back(torch::zeros_like(leaf));
  const Tensor limit = array_.column(most);
  for (std::int64_t index = 0; iterate(inner, index, limit);) ++index;
  array_.classifier.state().training = true;
  array_.classifier.use(all, true);

  const torch::NoGradGuard no_graph;
  const Tensor moved = torch::square(inner.inputs - original.narrow(0, 0, count)).flatten(1).mean(1);
  const Tensor share = inner.left.to(torch::kFloat64).mean(1);
  sums_.narrow(0, 0, 3)
      .narrow(1, 0, count)
      .add_(torch::stack({inner.last_index, share, moved.to(torch::kFloat64)}));
  return {torch::cat({inner.inputs, original.narrow(0, count, all - count)}), inner.gradients};
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
