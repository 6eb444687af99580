#pragma once
#include <optional>

#include "config/SweepText.hpp"
#include "search/Race.hpp"
#include "search/Range.hpp"
#include "search/UnitPoints.hpp"
#include "trial/Hyperparameters.hpp"

namespace friendly {

// What sweep files say about searches. All functions throw UserError with file, line and, for a misspelt
// name, the nearest valid one.

/// `{ log = [1e-6, 1e-3] }` and the like; nullopt if `node` is no table.
std::optional<Range> range_of(const SweepDocument& document, const toml::node& node);

/// Checks that the hyperparameter may be drawn from such a range; not the range's values.
void check_may_be_drawn(const Hyperparameter& hyperparameter, const Range& range, const std::string& where);

/// `{ method = "sobol", points = 64, seed = 1 }`.
Sampling sampling_of(const SweepDocument& document, const toml::node& node);

/// `{ over = "run", keep = 0.5 }` or `{ over = "epochs", rungs = [20, 60], keep = 0.5, brackets = 2 }`.
Halving halving_of(const SweepDocument& document, const toml::node& node);

}  // namespace friendly
