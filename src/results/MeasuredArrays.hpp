#pragma once
#include <vector>

#include "results/ResultSet.hpp"
#include "trial/Bundle.hpp"

namespace friendly {

/// The arrays that finished rows came from: what predictions learn from. Only trials that are done count.
std::vector<MeasuredArray> measured_arrays(const std::vector<TrialRow>& rows);

}  // namespace friendly
