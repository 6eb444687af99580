#include "comm/Message.hpp"

#include "core/Check.hpp"

namespace friendly {

std::string encode(const std::string& kind, const nlohmann::json& body) {
  FRIENDLY_CHECK(kind.find('\n') == std::string::npos, "a message's kind is one word");
  return kind + '\n' + body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Message decode(int from, const std::string& bytes) {
  const std::size_t end = bytes.find('\n');
  FRIENDLY_CHECK(end != std::string::npos, "a message has a kind");
  return {from, bytes.substr(0, end),
          nlohmann::json::parse(bytes.begin() + std::ptrdiff_t(end), bytes.end())};
}

}  // namespace friendly
