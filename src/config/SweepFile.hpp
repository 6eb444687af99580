#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "search/Race.hpp"
#include "trial/Assignment.hpp"
#include "trial/TrialSpec.hpp"

namespace friendly {

/// A sweep as declared by its file.
struct SweepPlan {
  std::string file;
  std::string text;                  ///< the file's content, with those that it includes
  std::vector<Trial> trials;         ///< one per point, equal points merged, in the file's order
  std::vector<Race> races;           ///< of those trials that a grid's `halving` may stop early
  std::int64_t merged = 0;           ///< number of points dropped because they equal an earlier one
  std::vector<std::string> notices;  ///< values that change nothing, and why; with file and line
  std::string overrides = {};        ///< as lines of a sweep file: what replaced the files' values
};

/// Reads a sweep file: `[defaults]`, then `[[grid]]` tables of hyperparameters, in which a list makes an
/// axis, and a grid is the product of its axes. A range such as `{ log = [1e-6, 1e-3] }` has its values drawn
/// as the grid's `search` says, and `halving` makes its settings race. `include` names files whose grids come
/// first. `overrides` replace the values of all grids. `datasets` are the valid names. Throws UserError with
/// file, line and, for a misspelt name, the nearest valid one.
SweepPlan read_sweep_file(const std::string& path, const std::vector<std::string>& datasets,
                          const std::vector<Assignment>& overrides = {});

}  // namespace friendly
