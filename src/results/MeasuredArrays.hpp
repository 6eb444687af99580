#pragma once
#include <vector>

#include "results/RowRecord.hpp"
#include "trial/Bundle.hpp"

namespace friendly {

/// The arrays in which the trials of `rows` were trained, for predictions to learn from. `bundles`: the
/// sweep's, which know what the trials are. Trials belong to one array if bundle, rank and start agree; only
/// those with status done count.
std::vector<MeasuredArray> measured_arrays(const std::vector<RowSummary>& rows,
                                           const std::vector<Bundle>& bundles);

}  // namespace friendly
