#pragma once
#include <nlohmann/json.hpp>
#include <string>

namespace friendly {

/// What one rank tells another.
struct Message {
  int from = 0;
  std::string kind;  ///< a word; it must not hold a line break
  nlohmann::json body;
};

/// `kind` and `body` as the bytes that travel. Text that is not UTF-8 (an operating system's error, say) is
/// mended rather than refused.
std::string encode(const std::string& kind, const nlohmann::json& body);

/// The message that encode() wrote and `from` sent.
Message decode(int from, const std::string& bytes);

}  // namespace friendly
