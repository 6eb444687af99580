#include <gtest/gtest.h>

#include "core/TerminalText.hpp"

namespace friendly {
namespace {

TEST(TerminalText, ThatFitsIsUnchanged) {
  EXPECT_EQ(clipped("one\ntwo\n", {2, 3}), "one\ntwo\n");
  EXPECT_EQ(clipped("one", {2, 3}), "one");
}

TEST(TerminalText, LongLinesEndWithAnEllipsis) {
  EXPECT_EQ(clipped("one two\nthree\n", {5, 5}), "one …\nthree\n");
}

// Each of these characters takes several bytes.
TEST(TerminalText, CountsCharactersRatherThanBytes) {
  EXPECT_EQ(clipped("±±±±", {1, 4}), "±±±±");
  EXPECT_EQ(clipped("±±±±±", {1, 4}), "±±±…");
}

TEST(TerminalText, SaysHowManyLinesAreNotShown) {
  EXPECT_EQ(clipped("1\n2\n3\n4\n", {3, 20}), "1\n2\n… and 2 more lines\n");
}

}  // namespace
}  // namespace friendly
