#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "dataset/Dataset.hpp"

namespace friendly {

/// Which data a trial wants; the members are the hyperparameters of the same names.
struct DatasetRequest {
  std::string name;
  std::int64_t seed = 1;           ///< of the split, of wrong labels and of two_moons
  double noisy_labels = 0;         ///< share of the training labels that is made wrong
  std::int64_t n_train = 0;        ///< only the first so many training examples; 0: all
  std::int64_t n_examples = 1000;  ///< of two_moons, all parts together
  double noise = 0.1;              ///< standard deviation, on two_moons
};

/// Reads or makes a data set. Its files are taken from `<folder>/<its folder>/`, the first folder that has
/// them (for fashion, Debian's dataset-fashion-mnist comes last); where no folder has the files of its
/// authors, a generated set from `<folder>/<its folder>/generated.h5`. Slow formats are parsed once and kept
/// below
/// `<first folder>/cache/`. Throws UserError for an unknown name (with the nearest one), absent or damaged
/// files, and an n_train beyond the training part.
Dataset load_dataset(const DatasetRequest& request, const std::vector<std::string>& folders);

}  // namespace friendly
