#pragma once
#include <string>
#include <vector>

#include "trial/TrialSpec.hpp"

namespace friendly {

/// A `[[grid]]` of a sweep file that has one setting, with these runs: all hyperparameters that `spec` uses.
std::string grid_text(const std::string& name, const TrialSpec& spec, const std::vector<std::int64_t>& runs);

}  // namespace friendly
