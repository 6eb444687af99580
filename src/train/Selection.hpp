#pragma once
#include <vector>

#include "trial/TrialResult.hpp"

namespace friendly {

/// Fills in the figures of the reported epoch in `result` (docs/method.md, "Evaluation and model selection"):
/// of the epochs that ended without simplification, the earliest with the best validation accuracy, if that
/// is above 0. Also fills in the best test accuracy of any epoch, if
/// all of them were tested.
void select_epoch(const std::vector<EpochRecord>& epochs, TrialResult& result);

}  // namespace friendly
