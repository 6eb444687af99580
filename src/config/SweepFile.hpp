#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "trial/TrialSpec.hpp"

namespace friendly {

/// A sweep as its file declares it.
struct SweepPlan {
  std::string file;
  std::string text;           ///< the file's content
  std::vector<Trial> trials;  ///< one a point, equal points merged, in the file's order
  std::int64_t merged = 0;    ///< points that equalled an earlier one
};

/// Reads a sweep file: `[defaults]`, then `[[grid]]` tables of hyperparameters, where a list makes an axis
/// and a grid is the product of its axes. `datasets` are the names that exist. Throws UserError naming file,
/// line and the nearest valid name.
SweepPlan read_sweep_file(const std::string& path, const std::vector<std::string>& datasets);

}  // namespace friendly
