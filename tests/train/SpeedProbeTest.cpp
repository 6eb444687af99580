#include <gtest/gtest.h>

#include <optional>

#include "train/PartTimer.hpp"
#include "train/ShortRun.hpp"
#include "train/SpeedProbe.hpp"
#include "train/Support.hpp"
#include "train/Trainer.hpp"

namespace friendly {
namespace {

const DataSize kImages{100, 20, 30, {1, 9, 8}, 3};

/// A run of three minibatches in each pass, timed by a clock that shows one second more whenever it is looked
/// at: a step takes one, and so does each evaluation: of 9 examples in both epochs, of 10 at the end.
class PartTimes : public ::testing::Test {
 protected:
  void run(const std::string& method, int warm_ups = 0) {
    constexpr std::int64_t minibatches = 3;
    TrialSpec spec = testing::short_spec(method, "cnn", 2);
    spec.dtype = "float32";
    spec.ratio_simp = 0.5;
    spec.scaling = "linear";
    spec.iterations_simp = method == "ft" ? 4 : 1;
    spec.conf_thres = 1;
    const Dataset data = testing::small_images(minibatches * spec.batch_size);
    StepRunner runner;
    double time = 0;
    timer_.emplace(runner, warm_ups, [&time] { return ++time; });
    RunOptions options;
    options.runner = &*timer_;
    options.hooks.should_stop = [this] {
      timer_->on_question();
      return false;
    };
    run_bundle({spec}, data, options);
  }
  std::optional<PartTimer> timer_;
};

TEST_F(PartTimes, OfClassicTraining) {
  run("ct");
  EXPECT_EQ(timer_->step.count, 5) << "all but the first";
  EXPECT_EQ(timer_->step.mean(), 1);
  EXPECT_EQ(timer_->evaluation.seconds, 2);
  EXPECT_EQ(timer_->evaluation.count, 19);
  EXPECT_EQ(timer_->evaluating, 3);
  EXPECT_EQ(timer_->simplified.count + timer_->pass_step.count + timer_->iterations, 0);
}

TEST_F(PartTimes, OfNftsThreeKindsOfSteps) {
  run("nft");
  for (const TimedPart& part : {timer_->step, timer_->simplified, timer_->pass_step}) {
    EXPECT_EQ(part.count, 2);
    EXPECT_EQ(part.mean(), 1);
  }
  EXPECT_EQ(timer_->iterations, 0);
}

// Four iterations at first, then two and one.
TEST_F(PartTimes, CountFtsIterations) {
  run("ft");
  EXPECT_EQ(timer_->step.count, 2);
  EXPECT_EQ(timer_->simplified.count, 2);
  EXPECT_EQ(timer_->iterations, 3);
}

TEST_F(PartTimes, LeaveOutTheFirstStepsOfEachKind) {
  run("ct", 4);
  EXPECT_EQ(timer_->step.count, 2);
  EXPECT_EQ(timer_->evaluation.count, 0);
  EXPECT_EQ(timer_->evaluation.mean(), 1.0 / 10) << "the last one has to do";
}

ShortRunTimes short_run(const std::string& method, const std::string& arch, const DataSize& data,
                        int arrays) {
  std::vector<TrialSpec> specs(2, testing::short_spec(method, arch, 50));
  specs[1].ratio_simp = 0;
  ShortRun run;
  run.arrays = arrays;
  run.should_stop = [] { return false; };
  return time_short_run(specs, data, run);
}

// What a method does not have takes no time, and what it has takes some.
TEST(ShortRun, TimesWhatTheMethodHas) {
  for (const std::string method : {"ct", "eef", "ft", "nft"}) {
    SCOPED_TRACE(method);
    const ShortRunTimes times = short_run(method, "cnn", kImages, 1);
    ASSERT_EQ(times.arrays.size(), 1u);
    const PartMeans& means = times.arrays.front();
    EXPECT_GT(means.step, 0);
    EXPECT_GT(means.evaluation, 0);
    EXPECT_EQ(means.iteration > 0, method == "ft");
    EXPECT_EQ(means.pass_step > 0, method == "nft");
    EXPECT_GT(times.memory, 0);
  }
}

TEST(ShortRun, TrainsArraysSideBySide) {
  EXPECT_EQ(short_run("ct", "cnn", kImages, 3).arrays.size(), 3u);
}

TEST(ShortRun, MakesSparseDataAndFewerExamplesThanAMinibatchHas) {
  const DataSize text{5, 2, 2, {300}, 2, 20};
  EXPECT_GT(short_run("ct", "ff2", text, 1).arrays.front().step, 0);
}

TEST(SpeedProbe, KnowsHowTimesGrowWithTheReplicas) {
  const std::vector<TrialSpec> specs(3, testing::short_spec("nft", "cnn", 50));
  const auto probe = probe_speed(specs, kImages, {});
  ASSERT_TRUE(probe);
  EXPECT_EQ(probe->replicas, 3);
  EXPECT_GT(probe->memory, 0);
  for (const PartTime& time : {probe->times.step, probe->times.pass_step, probe->times.evaluation}) {
    EXPECT_GT(time.of(3), 0);
    EXPECT_GE(time.each, 0);
    EXPECT_GE(time.fixed, 0);
  }
  EXPECT_EQ(probe->times.iteration.of(3), 0);
}

TEST(SpeedProbe, WithoutTimeFindsNothing) {
  ProbeOptions options;
  options.seconds = 0;
  EXPECT_FALSE(probe_speed({testing::short_spec("ct", "cnn", 50)}, kImages, options));
}

}  // namespace
}  // namespace friendly
