#include <gtest/gtest.h>

#include "comm/Message.hpp"

namespace friendly {
namespace {

TEST(Message, ArrivesAsItWasSent) {
  const nlohmann::json body = {{"text", "two\nlines"}, {"real", 0.1 + 0.2}, {"list", {1, 2, 3}}};
  const Message message = decode(3, encode("kind", body));
  EXPECT_EQ(message.from, 3);
  EXPECT_EQ(message.kind, "kind");
  EXPECT_EQ(message.body, body);
}

TEST(Message, TheBodyMayBeEmpty) {
  EXPECT_TRUE(decode(0, encode("ready", nullptr)).body.is_null());
}

// An error message may contain any byte; JSON only allows UTF-8.
TEST(Message, RepairsTextThatIsNotUtf8) {
  const Message message = decode(0, encode("failed", {{"reason", "caf\xe9 closed"}}));
  EXPECT_EQ(message.body.at("reason"), "caf\xef\xbf\xbd closed");
}

}  // namespace
}  // namespace friendly
