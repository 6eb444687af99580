#pragma once
#include <nlohmann/json.hpp>
#include <string>

namespace friendly {

/// What one rank sends to another.
struct Message {
  int from = 0;
  std::string kind;  ///< one word; must not contain a line break
  nlohmann::json body;
};

/// `kind` and `body` as they go over the wire: the kind, a line break, the body as JSON. Text that is not
/// UTF-8 (say, an operating system's error message) is repaired rather than rejected: invalid bytes
/// become U+FFFD.
std::string encode(const std::string& kind, const nlohmann::json& body);

/// The message that rank `from` sent as these `bytes`, which encode() wrote.
Message decode(int from, const std::string& bytes);

}  // namespace friendly
