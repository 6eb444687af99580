#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>

#include "system/Signals.hpp"

namespace friendly {
namespace {

constexpr int kReported = 10, kNotReported = 11, kReportedTooEarly = 12;

// In a process of its own each time: handlers, and the request to stop, stay with a process.
[[noreturn]] void raise_after_catching(int signal, int times) {
  catch_stop_signals();
  if (stop_was_requested()) ::_exit(kReportedTooEarly);
  for (int i = 0; i < times; ++i) std::raise(signal);
  ::_exit(stop_was_requested() ? kReported : kNotReported);
}

TEST(SignalsDeathTest, AStopSignalIsCaughtAndReported) {
  for (int signal : {SIGINT, SIGTERM, SIGUSR1})
    EXPECT_EXIT(raise_after_catching(signal, 1), ::testing::ExitedWithCode(kReported), "") << signal;
}

TEST(SignalsDeathTest, ASecondInterruptKills) {
  EXPECT_EXIT(raise_after_catching(SIGINT, 2), ::testing::KilledBySignal(SIGINT), "");
}

TEST(SignalsDeathTest, OtherStopSignalsMayComeMoreThanOnce) {
  for (int signal : {SIGTERM, SIGUSR1})
    EXPECT_EXIT(raise_after_catching(signal, 2), ::testing::ExitedWithCode(kReported), "") << signal;
}

TEST(SignalsDeathTest, OtherSignalsKeepTheirEffect) {
  EXPECT_EXIT(raise_after_catching(SIGUSR2, 1), ::testing::KilledBySignal(SIGUSR2), "");
}

}  // namespace
}  // namespace friendly
