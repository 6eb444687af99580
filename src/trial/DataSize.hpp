#pragma once
#include <cstdint>
#include <functional>
#include <vector>

#include "trial/TrialSpec.hpp"

namespace friendly {

/// How large a trial's data are.
struct DataSize {
  std::int64_t train = 0, valid = 0, test = 0;  ///< examples
  std::vector<std::int64_t> shape;              ///< of one example: {C, H, W} or {D}
  std::int64_t classes = 0;                     ///< outputs of a classifier
  std::int64_t nonzero = 0;  ///< numbers of an example that are kept, if zeros are not; 0: all

  /// Numbers in one example.
  double numbers() const;
  /// Positions in one example, whatever its channels.
  double pixels() const { return numbers() / (shape.size() < 3 ? 1 : static_cast<double>(shape[0])); }
};

/// Looks the size of a trial's data up.
using DataSizes = std::function<DataSize(const TrialSpec& spec)>;

}  // namespace friendly
