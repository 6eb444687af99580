#pragma once
#include <cstdint>

#include "dataset/Catalogue.hpp"
#include "dataset/Dataset.hpp"
#include "formats/Examples.hpp"

namespace friendly {

/// Splits `known` into training and validation parts as the released code does (docs/method.md, "Data"):
/// Larochelle's sets in the order of the file; of imdb50k, the last reviews of each class are for validation;
/// the others at random by `seed`, stratified. `train_labels` ([N], int64) are the labels for training and
/// stratification, which may be noisy; validation keeps the true ones. (The sets that are not split at random
/// ignore `train_labels`.) The test part is left empty.
Dataset split_train_valid(const DatasetInfo& info, const Examples& known, const torch::Tensor& train_labels,
                          std::uint64_t seed);

}  // namespace friendly
