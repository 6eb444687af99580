#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "results/ResultSet.hpp"

namespace friendly {

/// Remarks on the trials of a sweep that have no row: how many are `unfinished`, and how many lack their
/// data.
std::vector<std::string> missing_trials(const SweepInfo& info, std::int64_t unfinished);

}  // namespace friendly
