#pragma once
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "trial/Hyperparameters.hpp"

namespace friendly {

/// One hyperparameter of a grid with the values it takes.
struct Axis {
  const Hyperparameter* hyperparameter = nullptr;
  std::vector<nlohmann::json> values;  ///< at least one, all valid
  std::string where;                   ///< file:line
  bool is_drawn = false;               ///< from a range: the i-th values of all such axes belong together

  bool varies() const { return values.size() > 1; }
};

/// Calls `visit` with each point of a grid: the product of its axes, in which those that were drawn count as
/// one. The hyperparameter that comes first in the table varies slowest, and what was drawn fastest.
void for_each_point(const std::vector<Axis>& axes, const std::function<void(const TrialSpec& point)>& visit);

}  // namespace friendly
