#pragma once
#include <spdlog/spdlog.h>

namespace friendly {

/// Sends spdlog to standard error; ranks other than 0 name themselves. `verbose` shows debug lines.
void start_logging(int rank, bool verbose);

}  // namespace friendly
