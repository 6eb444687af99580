#pragma once
#include <string>
#include <string_view>

namespace friendly {

/// Throws UserError naming `path` and the offset of the first malformed character unless `text` is UTF-8.
void check_utf8(std::string_view text, const std::string& path);

}  // namespace friendly
