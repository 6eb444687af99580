#include "core/Check.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>

namespace friendly {

void check_failed(const char* condition, const char* message, const char* file, int line) {
  fmt::print(stderr, "{}:{}: check failed: {} ({})\n", file, line, message, condition);
  std::abort();
}

}  // namespace friendly
