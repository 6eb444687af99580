#include <gtest/gtest.h>

#include <thread>

#include "core/Interrupted.hpp"
#include "core/Interruption.hpp"

namespace friendly {
namespace {

TEST(Interruption, HasNoEffectOutsideAnyScope) {
  EXPECT_NO_THROW(interruption_point());
}

TEST(Interruption, TheInnermostScopeOfThisThreadDecides) {
  bool stop = false;
  const InterruptionScope outer([&] { return stop; });
  EXPECT_NO_THROW(interruption_point());
  stop = true;
  EXPECT_THROW(interruption_point(), Interrupted);
  {
    const InterruptionScope inner([] { return false; });
    EXPECT_NO_THROW(interruption_point());
  }
  EXPECT_THROW(interruption_point(), Interrupted);
  std::thread([] { EXPECT_NO_THROW(interruption_point()); }).join();
}

}  // namespace
}  // namespace friendly
