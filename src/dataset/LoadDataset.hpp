#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "dataset/Dataset.hpp"

namespace friendly {

/// The data that a trial needs; the members are the hyperparameters of the same names.
struct DatasetRequest {
  std::string name;
  std::int64_t seed = 1;           ///< of the split, of wrong labels and of two_moons
  double noisy_labels = 0;         ///< share of the training labels to falsify
  std::int64_t n_train = 0;        ///< how many training examples to keep; 0: all
  std::int64_t n_examples = 1000;  ///< of two_moons, in all parts together
  double noise = 0.1;              ///< standard deviation, on two_moons
};

/// Reads or generates a data set (docs/method.md, "Data"). Its files are taken from its own folder below the
/// first of `folders` that has them (for fashion, Debian's dataset-fashion-mnist is tried last); if none has
/// the authors' files, a generated set from `generated.h5` is used. Formats that are slow to parse are cached
/// in `cache/` of the folder that has them. `n_train` keeps the first examples, or of cifar10-n10 and
/// two_moons, whose examples are in a telling order, a random choice that keeps the shares of the classes.
/// Throws UserError for an unknown name (suggesting the nearest), absent or damaged files, and an n_train
/// beyond the training part.
Dataset load_dataset(const DatasetRequest& request, const std::vector<std::string>& folders);

}  // namespace friendly
