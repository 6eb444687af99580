#pragma once
#include <string>

#include "results/SweepStatus.hpp"

namespace friendly {

/// What `friendly status` prints: text for people, ending with a line break.
std::string status_text(const SweepStatus& status);

}  // namespace friendly
