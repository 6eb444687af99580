#pragma once
#include <vector>

#include "trial/TrialResult.hpp"

namespace friendly {

/// Puts the reported epoch's figures into `result` (docs/method.md, "Evaluation and model selection"): the best
/// validation accuracy among the epochs without simplification, the earliest of equals, better than 0; and
/// the best test accuracy of any epoch.
void select_epoch(const std::vector<EpochRecord>& epochs, TrialResult& result);

}  // namespace friendly
