#pragma once
#include <string>
#include <string_view>

#include "core/Error.hpp"

namespace friendly {

/// Reads one input. Each fuzz target is a source file that defines this function.
void read_fuzzed(std::string_view bytes);

/// Runs a reader that may refuse its input with a UserError; any other exception is a fault.
template <typename Reader>
void refusing_is_fine(const Reader& read) {
  try {
    read();
  } catch (const UserError&) {
  }
}

}  // namespace friendly
