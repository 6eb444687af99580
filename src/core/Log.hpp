#pragma once
#include <spdlog/spdlog.h>

namespace friendly {

/// Sends log messages to standard error; ranks other than 0 add their number. `verbose` shows debug messages.
void start_logging(int rank, bool verbose);

}  // namespace friendly
