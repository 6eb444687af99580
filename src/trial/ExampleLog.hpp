#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>
#include <vector>

#include "trial/Field.hpp"

namespace friendly {

/// Examples of a trial's data at the epochs of `log_epochs`: as they are, and as the classifier would be
/// given them at the epoch's last minibatch; of points with two coordinates also what the classifier makes of
/// the plane around them. Lists of numbers are row-major.
struct ExampleLog {
  IntList epochs;                ///< the E epochs, from 0, that have been trained
  IntList shape;                 ///< of the N examples: [N, C, H, W] or [N, 2]
  IntList labels;                ///< [N]
  std::vector<double> original;  ///< of `shape`
  std::vector<double> given;     ///< [E] times `shape`
  std::vector<double> extent;    ///< of the grid: least and greatest x, least and greatest y
  IntList grid;                  ///< [K, rows, columns], for K classes; empty for images
  std::vector<double>
      probabilities;  ///< [E] times `grid`: of each class at each point, rows from the least y

  bool empty() const { return epochs.empty(); }
};

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(ExampleLog, epochs, shape, labels, original, given, extent,
                                                grid, probabilities)

}  // namespace friendly
