#pragma once

namespace friendly {

/// Reports a failed FRIENDLY_CHECK on standard error and aborts.
[[noreturn]] void check_failed(const char* condition, const char* message, const char* file, int line);

}  // namespace friendly

/// For programming errors, never for mistakes of the user: aborts unless `condition` holds. `message` states
/// what should have held.
#define FRIENDLY_CHECK(condition, message) \
  ((condition) ? void(0) : ::friendly::check_failed(#condition, message, __FILE__, __LINE__))
