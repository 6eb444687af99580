#pragma once
#include <cstddef>
#include <optional>
#include <string>

namespace friendly {

/// Makes what is printed next replace the line that the cursor is in.
inline constexpr const char* kReplaceLine = "\r\033[K";

/// The room that a terminal has, in characters.
struct TerminalSize {
  std::size_t lines = 24, columns = 80;  // at least one each
};

/// The size of the terminal that `descriptor` writes to (the usual one if it does not say); nullopt if it is
/// none.
std::optional<TerminalSize> terminal_size(int descriptor);

/// "1 trial", "2 trials".
template <class Number>
std::string counted(Number count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

/// `text` cut to what fits: lines that are too long end with "…", and if there are too many, the last line
/// says how many are not shown. Text that fits is unchanged.
std::string clipped(const std::string& text, const TerminalSize& size);

}  // namespace friendly
