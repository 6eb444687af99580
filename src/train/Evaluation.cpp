#include "train/Evaluation.hpp"

#include <algorithm>

#include "core/Interruption.hpp"
#include "train/CrossEntropy.hpp"

namespace friendly {

using torch::Tensor;

namespace {

// Of the replicas in use; the first row holds losses, the second accuracies: [2, A].
Tensor score_in_use(Learner<Classifier>& classifier, const Examples& part, std::int64_t batch_size) {
  Tensor sums;
  for (std::int64_t first = 0; first < part.size(); first += batch_size) {
    interruption_point();
    const auto size = std::min(batch_size, part.size() - first);
    const Tensor labels = part.labels.narrow(0, first, size).unsqueeze(0);
    const CrossEntropy scored(classifier(part.inputs_between(first, first + size).unsqueeze(0)), labels);
    const Tensor losses = scored.losses().sum(1, false, torch::kFloat64);
    const Tensor here = torch::stack({losses, scored.right_predictions()});
    sums = sums.defined() ? sums + here : here;
  }
  return sums / static_cast<double>(part.size());
}

}  // namespace

Score score(Learner<Classifier>& classifier, const Examples& examples, std::int64_t batch_size) {
  const torch::NoGradGuard no_graph;
  // A GPU is filled by large pieces, and answers before they are done.
  const auto piece =
      examples.labels.is_cuda() ? batch_size : std::min(batch_size, classifier.network().evaluation_batch());
  classifier.state().training = false;
  std::vector<Tensor> of_tiles;
  for (const Tile& tile : classifier.tiles(classifier.network().takes_whole_arrays())) {
    classifier.use(tile, false);
    of_tiles.push_back(score_in_use(classifier, examples, piece));
  }
  const Tensor means = torch::cat(of_tiles, 1);
  return {numbers(means[0]), numbers(means[1])};
}

std::vector<double> numbers(const Tensor& tensor) {
  const Tensor values = tensor.to(torch::kCPU, torch::kFloat64).contiguous();
  return {values.data_ptr<double>(), values.data_ptr<double>() + values.numel()};
}

}  // namespace friendly
