#pragma once
#include <cstdint>

#include "dataset/Catalogue.hpp"
#include "dataset/Dataset.hpp"
#include "formats/Examples.hpp"

namespace friendly {

/// The training and validation parts of `known`, as the released code takes them for this data set:
/// Larochelle's sets in the order of the file, imdb50k's last reviews of each class for validation, the
/// others at random, stratified, by `seed`. `train_labels` ([N], int64) are the labels that training sees
/// where they differ from the true ones, which validation keeps. The test part is left empty.
Dataset split_train_valid(const DatasetInfo& info, const Examples& known, const torch::Tensor& train_labels,
                          std::uint64_t seed);

}  // namespace friendly
