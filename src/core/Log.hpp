#pragma once
#include <spdlog/spdlog.h>

namespace friendly {

/// Sends log messages to standard error; ranks other than 0 add their number. `verbose` shows debug messages.
/// On a terminal with a live line, messages replace that; it is soon drawn again.
void start_logging(int rank, bool verbose, bool beside_live_line = false);

}  // namespace friendly
