#include "train/ExampleLogger.hpp"

#include <algorithm>

#include "train/Evaluation.hpp"

namespace friendly {

using torch::Tensor;

namespace {

constexpr std::int64_t kImages = 8, kPoints = 1000;
constexpr std::int64_t kGrid = 100;               // points of the grid in each direction
constexpr double kMargin = 0.15;                  // of the grid around the data, as a share of their extent
constexpr std::int64_t kDecimals = 6;             // more would fill the journal and show in no picture
constexpr std::int64_t kProbabilityDecimals = 3;  // likewise

/// Restores at the end of its life what log_examples() changes: the position, the method's sums and the
/// running statistics of the simplifier.
class StateGuard {
 public:
  explicit StateGuard(TrainingState& state)
      : array_(state.array), position_(array_.position), tensors_(state.method->tensors()) {
    if (array_.simplifier)
      for (const Tensor& statistic : array_.simplifier->state().statistics()) tensors_.push_back(statistic);
    for (const Tensor& tensor : tensors_) kept_.push_back(tensor.clone());
  }
  ~StateGuard() {
    array_.position = position_;
    try {
      for (std::size_t i = 0; i < tensors_.size(); ++i) tensors_[i].copy_(kept_[i]);
    } catch (const std::exception&) {
      // The device has failed, as what is being thrown says.
    }
  }
  StateGuard(const StateGuard&) = delete;
  StateGuard& operator=(const StateGuard&) = delete;

 private:
  TrialArray& array_;
  Position position_;
  std::vector<Tensor> tensors_, kept_;
};

bool are_points(const Dataset& data) {
  return data.input_shape() == IntList{2};
}

void append(std::vector<double>& list, const Tensor& values, std::int64_t decimals) {
  const auto rounded =
      numbers(torch::round(torch::nan_to_num(values.to(torch::kFloat64)), decimals).flatten());
  list.insert(list.end(), rounded.begin(), rounded.end());
}

// What the classifiers are given of the first `count` of `examples`, [R, count, ...]. FT's steps depend on
// the size of the minibatch, so it is the training's.
Tensor given(TrainingState& state, const Examples& examples, std::int64_t count) {
  TrialArray& array = state.array;
  const std::int64_t most = array.specs.front().batch_size;
  std::vector<Tensor> pieces;
  for (std::int64_t begin = 0; begin < count; begin += most) {
    const Examples piece = examples.slice(begin, std::min(begin + most, examples.size()));
    std::vector<Tensor> of_tiles;
    for (const Tile& tile : array.tiles(array.replicas())) {
      const Tensor inputs =
          state.method->prepare(tile, {piece.inputs.unsqueeze(0), piece.labels.unsqueeze(0)}).inputs.detach();
      auto shape = inputs.sizes().vec();
      shape[0] = tile.count;
      of_tiles.push_back(inputs.expand(shape));
    }
    pieces.push_back(torch::cat(of_tiles));
  }
  return torch::cat(pieces, 1).narrow(1, 0, count);
}

// Least and greatest x, least and greatest y of a grid around `points` [N, 2].
std::vector<double> extent_around(const Tensor& points) {
  std::vector<double> extent;
  for (std::int64_t axis = 0; axis < 2; ++axis) {
    const Tensor values = points.select(1, axis);
    const double least = values.min().item<double>(), greatest = values.max().item<double>();
    const double margin = kMargin * (greatest - least);
    append(extent, torch::tensor({least - margin, greatest + margin}, torch::kFloat64), kDecimals);
  }
  return extent;
}

// The classifiers' probabilities [R, K, kGrid, kGrid], replica by replica, as an array's would take much
// memory.
Tensor probabilities_on_grid(TrialArray& array, const std::vector<double>& extent) {
  const torch::NoGradGuard no_graph;
  const auto axis = [&](std::size_t first) {
    return torch::linspace(extent[first], extent[first + 1], kGrid, array.options);
  };
  const auto rows_and_columns = torch::meshgrid({axis(2), axis(0)}, "ij");
  const Tensor points = torch::stack({rows_and_columns[1].flatten(), rows_and_columns[0].flatten()}, 1);
  array.classifier.state().training = false;
  std::vector<Tensor> of_replicas;
  for (const Tile& tile : array.classifier.tiles(false)) {
    array.classifier.use(tile, false);
    of_replicas.push_back(torch::softmax(array.classifier(points.unsqueeze(0)), 2).transpose(1, 2));
  }
  return torch::cat(of_replicas).unflatten(2, {kGrid, kGrid});
}

ExampleLog empty_log(const Examples& examples, const std::vector<double>& extent, std::int64_t classes) {
  ExampleLog log;
  log.shape = examples.inputs.sizes().vec();
  const Tensor labels = examples.labels.cpu().contiguous();
  log.labels = {labels.data_ptr<std::int64_t>(), labels.data_ptr<std::int64_t>() + labels.numel()};
  append(log.original, examples.inputs, kDecimals);
  log.extent = extent;
  if (!extent.empty()) log.grid = {classes, kGrid, kGrid};
  return log;
}

}  // namespace

bool can_be_logged(const Dataset& data) {
  return are_points(data) || data.input_shape().size() == 3;
}

void log_examples(TrainingState& state, const Dataset& data) {
  TrialArray& array = state.array;
  const std::int64_t epoch = array.position.epoch;
  const IntList& chosen = array.specs.front().log_epochs;
  if (std::find(chosen.begin(), chosen.end(), epoch) == chosen.end() || !can_be_logged(data)) return;
  const StateGuard guard(state);
  --array.position.step;  // the epoch's last one
  array.position.minibatch = array.minibatches - 1;
  state.method->start_epoch();
  state.method->start_step();

  const Examples& examples = are_points(data) ? data.train : data.test;
  const Examples shown = examples.slice(0, std::min(are_points(data) ? kPoints : kImages, examples.size()));
  const Tensor inputs = given(state, examples, shown.size());
  const auto extent = are_points(data) ? extent_around(shown.inputs) : std::vector<double>();
  const Tensor probabilities = are_points(data) ? probabilities_on_grid(array, extent) : Tensor();
  for (std::size_t r = 0; r < state.logs.size(); ++r) {
    if (state.has_ended(r)) continue;
    ExampleLog& log = state.logs[r];
    const auto replica = static_cast<std::int64_t>(r);
    if (log.empty()) log = empty_log(shown, extent, data.n_classes);
    log.epochs.push_back(epoch);
    append(log.given, inputs[replica], kDecimals);
    if (are_points(data)) append(log.probabilities, probabilities[replica], kProbabilityDecimals);
  }
}

}  // namespace friendly
