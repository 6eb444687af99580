#include "dataset/TrainValidSplit.hpp"

#include "dataset/StratifiedSplit.hpp"

namespace friendly {
namespace {

Dataset dataset_of(const DatasetInfo& info, Examples train, Examples valid) {
  Dataset dataset;
  dataset.name = info.name;
  dataset.n_classes = info.n_classes;
  dataset.train = std::move(train);
  dataset.valid = std::move(valid);
  return dataset;
}

// The first n_train are for training and the rest for validation, as the authors of the files intended.
Dataset split_in_order(const DatasetInfo& info, const Examples& known) {
  return dataset_of(info, known.slice(0, info.n_train), known.slice(info.n_train, known.size()));
}

// Negative reviews come first, then as many positive ones. The last of each are for validation, as released;
// those for training alternate, so that `n_train` keeps both classes.
Dataset split_reviews(const DatasetInfo& info, const Examples& known) {
  const std::int64_t half = known.size() / 2, n_train = info.n_train / 2;
  const torch::Tensor first = torch::arange(n_train), last = torch::arange(n_train, half);
  const torch::Tensor train = torch::stack({first, first + half}, 1).flatten();
  return dataset_of(info, known.subset(train), known.subset(torch::cat({last, last + half})));
}

// Training sees `train_labels`, by which the split is stratified, as released; validation keeps the true
// labels.
Dataset split_at_random(const DatasetInfo& info, const Examples& known, const torch::Tensor& train_labels,
                        std::uint64_t seed) {
  const Split split = stratified_split(train_labels, info.n_valid, seed);
  Dataset dataset = dataset_of(info, known.subset(split.kept), known.subset(split.held_out));
  dataset.train.labels = train_labels.index_select(0, split.kept);
  return dataset;
}

}  // namespace

Dataset split_train_valid(const DatasetInfo& info, const Examples& known, const torch::Tensor& train_labels,
                          std::uint64_t seed) {
  if (info.format == Format::amat) return split_in_order(info, known);
  if (info.format == Format::reviews) return split_reviews(info, known);
  return split_at_random(info, known, train_labels, seed);
}

}  // namespace friendly
