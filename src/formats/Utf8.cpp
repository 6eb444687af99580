#include "formats/Utf8.hpp"

#include <fmt/format.h>
#include <unicode/utf8.h>

#include <cstdint>

#include "core/Error.hpp"

namespace friendly {
namespace {

// Returns the character at `i` and moves past it; negative if it is malformed.
UChar32 next_character(std::string_view text, std::int64_t& i) {
  UChar32 c = 0;
// ICU's macro narrows internally.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
  U8_NEXT(text.data(), i, static_cast<std::int64_t>(text.size()), c);
#pragma GCC diagnostic pop
  return c;
}

}  // namespace

void check_utf8(std::string_view text, const std::string& path) {
  for (std::int64_t i = 0; i < static_cast<std::int64_t>(text.size());) {
    const auto start = static_cast<std::size_t>(i);
    if (next_character(text, i) < 0)
      throw UserError(fmt::format("{} is not UTF-8 at offset {}", path, start),
                      fmt::format("the byte is 0x{:02x}", static_cast<unsigned char>(text[start])),
                      "remove the file, then fetch or copy it again");
  }
}

}  // namespace friendly
