#include <gtest/gtest.h>

#include <cerrno>

#include "core/Error.hpp"

namespace friendly {
namespace {

TEST(UserError, SaysWhatIsWrongWhyAndWhatToDo) {
  EXPECT_STREQ(UserError("epochs = 0", "an epoch is needed", "raise it").what(),
               "epochs = 0 (an epoch is needed): raise it");
}

TEST(UserError, AtPutsThePlaceInFront) {
  const UserError error = UserError("a", "b", "c").at("file:7");
  EXPECT_STREQ(error.what(), "file:7: a (b): c");
  EXPECT_STREQ(error.at("outer").what(), "outer: file:7: a (b): c");
}

TEST(UserError, SystemErrorGivesTheTextOfErrnoAsTheReason) {
  errno = ENOSPC;
  EXPECT_STREQ(system_error("cannot write", "/a/b", "free space").what(),
               "cannot write /a/b (No space left on device): free space");
}

}  // namespace
}  // namespace friendly
