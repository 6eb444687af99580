#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "results/ResultSet.hpp"

namespace friendly {

/// The only one of `rows` whose key begins with `prefix`. Throws UserError if there is none, or naming some
/// if there are several.
const TrialRow& find_trial(const std::vector<TrialRow>& rows, const std::string& prefix);

/// All about one trial: its setting, how it ended, and its errors over the epochs as a drawing `columns`
/// wide.
std::string trial_text(const TrialRow& row, std::size_t columns);

}  // namespace friendly
