#pragma once
#include <vector>

#include "results/ResultSet.hpp"
#include "trial/Bundle.hpp"

namespace friendly {

/// The arrays in which the trials of `rows` were trained, for predictions to learn from. Trials belong to one
/// array if bundle, rank and start agree; only those with status done count.
std::vector<MeasuredArray> measured_arrays(const std::vector<TrialRow>& rows);

}  // namespace friendly
