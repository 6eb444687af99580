#include <gtest/gtest.h>

#include "results/ProgressDisplay.hpp"

namespace friendly {
namespace {

// Five of fifteen trials have ended; a quarter of the epochs that were left at the start are trained.
Progress third_of_a_sweep() {
  Progress progress;
  progress.points = 15;
  progress.done = 4;
  progress.failed = 1;
  progress.running = 2;
  progress.epochs_left = 90;
  progress.epochs_trained = 30;
  return progress;
}

TEST(DurationText, HasTheTwoLargestUnits) {
  EXPECT_EQ(duration_text(0), "0 s");
  EXPECT_EQ(duration_text(10.4), "10 s");
  EXPECT_EQ(duration_text(310), "5 min 10 s");
  EXPECT_EQ(duration_text(7549), "2 h 05 min");
  EXPECT_EQ(duration_text(360'000), "100 h 00 min");
}

TEST(DurationText, RoundsToSecondsFirst) {
  EXPECT_EQ(duration_text(59.4), "59 s");
  EXPECT_EQ(duration_text(59.5), "1 min 00 s");
  EXPECT_EQ(duration_text(3599.5), "1 h 00 min");
}

// 3 trials ended within this minute, and the epochs left take three times as long as those trained.
TEST(ProgressLine, HasRateAndPrediction) {
  EXPECT_EQ(progress_line(third_of_a_sweep(), 2, 60),
            "4/15 done, 2 running, 1 failed, 180 trials/h, ETA 3 min 00 s (1 min 00 s)");
}

TEST(ProgressLine, HasNoRateBeforeATrialHasEnded) {
  EXPECT_EQ(progress_line(third_of_a_sweep(), 5, 60),
            "4/15 done, 2 running, 1 failed, ETA 3 min 00 s (1 min 00 s)");
}

TEST(ProgressLine, HasNoPredictionBeforeAnEpochHasEnded) {
  Progress progress = third_of_a_sweep();
  progress.epochs_trained = 0;
  EXPECT_EQ(progress_line(progress, 5, 60), "4/15 done, 2 running, 1 failed (1 min 00 s)");
}

// A race leaves 60 of these 90 epochs out, and the trials that have left it say nothing about speed.
TEST(ProgressLine, CountsWhatRacesSpare) {
  Progress progress = third_of_a_sweep();
  progress.pruned = 3;
  progress.epochs_spared = 60;
  EXPECT_EQ(progress_line(progress, 2, 60),
            "4/15 done, 2 running, 1 failed, 3 pruned, 180 trials/h, ETA 1 min 00 s (1 min 00 s)");
}

// All that is left is trained by a rank that has been silent for a while.
TEST(ProgressLine, SaysWhatIsWaitedFor) {
  Progress progress = third_of_a_sweep();
  progress.epochs_left = 0;
  progress.waits_for = "rank 2, silent for 6 s";
  EXPECT_EQ(progress_line(progress, 5, 60),
            "4/15 done, 2 running, 1 failed (1 min 00 s), waiting for rank 2, silent for 6 s");
}

TEST(ProgressLine, CountsPointsWithoutDataApart) {
  Progress progress = third_of_a_sweep();
  progress.running = 0;
  progress.no_data = 10;
  EXPECT_EQ(progress_line(progress, 5, 60), "4/15 done, 0 running, 1 failed, 10 without data (1 min 00 s)");
}

TEST(ProgressLine, HasNoPredictionAtTheEnd) {
  Progress progress = third_of_a_sweep();
  progress.points = 5;
  progress.running = 0;
  EXPECT_EQ(progress_line(progress, 3, 3600), "4/5 done, 0 running, 1 failed, 2 trials/h (1 h 00 min)");
}

std::string shown_at_the_end(std::size_t columns) {
  ::testing::internal::CaptureStderr();
  { ProgressDisplay(columns, 5).finish(third_of_a_sweep()); }
  return ::testing::internal::GetCapturedStderr();
}

// A longer one would spill over into the next line and stay there. The first is drawn once 0.2 s have passed.
TEST(ProgressDisplay, ALiveLineFitsTheTerminal) {
  ::testing::internal::CaptureStderr();
  std::fflush(stderr);
  {
    ProgressDisplay display(20, 5);
    const Stopwatch watch;
    while (watch.seconds() < 0.25) display.show(third_of_a_sweep());
  }
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "\r\033[K4/15 done, 2 runni…\n");
}

TEST(ProgressDisplay, EndsWithOneWholeLine) {
  for (const std::size_t columns : {0u, 20u}) {
    const std::string start = columns > 0 ? "\r\033[K" : "";
    const std::string text = shown_at_the_end(columns);
    EXPECT_EQ(text.rfind(start + "4/15 done, 2 running, 1 failed", 0), 0u) << text;
    EXPECT_EQ(text.find('\n'), text.size() - 1) << text;
  }
}

}  // namespace
}  // namespace friendly
