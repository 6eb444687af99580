#pragma once
#include "optim/ArrayUpdate.hpp"

namespace friendly {

/// Applies a rule of UpdateRules.hpp on the GPU that holds the tensors, on its present stream. Waits for
/// nothing, and reads all that changes between steps from the device, so that a graph may hold it.
template <class Rule>
void update_by_kernel(const ArrayUpdate& update);

}  // namespace friendly
