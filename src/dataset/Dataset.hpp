#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "formats/Examples.hpp"

namespace friendly {

/// The data of a trial: what it trains on, is selected by and is tested on.
struct Dataset {
  std::string name;
  std::int64_t n_classes = 0;  ///< outputs of a classifier; 10 for every set of 28 x 28 images, as released
  Examples train, valid, test;
  std::string checksum;  ///< SHA-256 over the sources, to tell whether two runs saw the same data
  std::string origin;    ///< a description: whose files, or how and from what generated

  /// The shape of one example: {C, H, W} or {D}.
  std::vector<std::int64_t> input_shape() const { return train.inputs.sizes().slice(1).vec(); }

  /// The same data on the device of `options`, with inputs of its type.
  Dataset to(const torch::TensorOptions& options) const {
    Dataset moved = *this;
    for (Examples* part : {&moved.train, &moved.valid, &moved.test}) *part = part->to(options);
    return moved;
  }
};

}  // namespace friendly
