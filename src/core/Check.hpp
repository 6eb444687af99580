#pragma once

namespace friendly {

/// Prints where a check of ours failed and aborts.
[[noreturn]] void check_failed(const char* condition, const char* message, const char* file, int line);

}  // namespace friendly

/// For mistakes of the programmer, never of the user: aborts when `condition` does not hold.
#define FRIENDLY_CHECK(condition, message) \
  ((condition) ? void(0) : ::friendly::check_failed(#condition, message, __FILE__, __LINE__))
