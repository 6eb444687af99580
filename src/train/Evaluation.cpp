#include "train/Evaluation.hpp"

#include <algorithm>

#include "core/Interruption.hpp"
#include "train/CrossEntropy.hpp"

namespace friendly {

using torch::Tensor;

Scorer::Scorer(Learner<Classifier>& classifier, StepRunner& runner)
    : classifier_(classifier), runner_(runner) {
  const Tensor& parameters = classifier.leaves().front();
  sums_ = torch::zeros({2, classifier.parameters().replicas()}, parameters.options().dtype(torch::kFloat64));
}

Score Scorer::operator()(const Examples& examples, std::int64_t batch_size) {
  const torch::NoGradGuard no_graph;
  // A GPU is filled by large pieces, and answers before they are done.
  const auto most =
      examples.labels.is_cuda() ? batch_size : std::min(batch_size, classifier_.network().evaluation_batch());
  classifier_.state().training = false;
  sums_.zero_();
  for (const std::vector<Tile>& tiles : groups())
    for (std::int64_t first = 0; first < examples.size(); first += most) {
      interruption_point();
      const std::int64_t size = std::min(most, examples.size() - first);
      select(examples, first, size);
      runner_.run(tiles, {[&](const Tile&) {
                            return StepKind{Part::evaluation, size};
                          },
                          [this](const Tile& tile) { add(tile); }});
    }
  const Tensor means = sums_ / static_cast<double>(examples.size());
  return {numbers(means[0]), numbers(means[1])};
}

// Tile by tile, so that an interruption waits for one tile's piece; all at once where they are computed side
// by side.
std::vector<std::vector<Tile>> Scorer::groups() const {
  const auto tiles = classifier_.tiles(classifier_.network().takes_whole_arrays());
  if (runner_.replays()) return {tiles};
  std::vector<std::vector<Tile>> singles;
  for (const Tile& tile : tiles) singles.push_back({tile});
  return singles;
}

void Scorer::select(const Examples& examples, std::int64_t first, std::int64_t size) {
  const Tensor inputs = examples.inputs_between(first, first + size),
               labels = examples.labels.narrow(0, first, size);
  if (!runner_.replays()) {
    inputs_ = inputs;
    labels_ = labels;
    return;
  }
  const auto [place, is_new] = places_.try_emplace(size);
  if (is_new) place->second = {torch::empty_like(inputs), torch::empty_like(labels)};
  inputs_ = place->second.inputs.copy_(inputs);
  labels_ = place->second.labels.copy_(labels);
}

void Scorer::add(const Tile& tile) {
  classifier_.use(tile, false);
  const CrossEntropy scored(classifier_(inputs_.unsqueeze(0)), labels_.unsqueeze(0));
  const Tensor sums = sums_.narrow(1, tile.first, tile.count);
  sums[0].add_(scored.losses().sum(1, false, torch::kFloat64));
  sums[1].add_(scored.right_predictions());
}

std::vector<double> numbers(const Tensor& tensor) {
  const Tensor values = tensor.to(torch::kCPU, torch::kFloat64).contiguous();
  return {values.data_ptr<double>(), values.data_ptr<double>() + values.numel()};
}

}  // namespace friendly
