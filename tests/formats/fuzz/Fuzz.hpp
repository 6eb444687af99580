#pragma once
#include <string>
#include <string_view>

#include "core/Error.hpp"

namespace friendly {

/// What a fuzz target does with one input. Each target is one file that defines it.
void read_fuzzed(std::string_view bytes);

/// Runs a reader that may refuse its input; anything but a UserError is a fault.
template <typename Reader>
void refusing_is_fine(const Reader& read) {
  try {
    read();
  } catch (const UserError&) {
  }
}

}  // namespace friendly
