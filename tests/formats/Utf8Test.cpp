#include "TestSupport.hpp"
#include "formats/Utf8.hpp"

namespace friendly {
namespace {

TEST(Utf8, ReportsTheFirstMalformedByte) {
  check_utf8("für \U0001F377", "f");
  expect_contains(user_error([] { check_utf8("ab\xff", "f"); }),
                  "f is not UTF-8 at offset 2 (the byte is 0xff)");
  expect_contains(user_error([] { check_utf8("\xc3", "f"); }), "at offset 0");
  expect_contains(user_error([] { check_utf8("a\xed\xa0\x80", "f"); }),
                  "at offset 1");  // half a surrogate pair
}

}  // namespace
}  // namespace friendly
