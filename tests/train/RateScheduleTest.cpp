#include <gtest/gtest.h>

#include <cmath>

#include "TestSupport.hpp"
#include "train/RateSchedule.hpp"

namespace friendly {
namespace {

using Rates = std::vector<double>;

// Four epochs of three steps, simplified in the first six; the base rate is 0.1.
TrialSpec spec_with(const char* scheduler, double factor) {
  TrialSpec spec;
  spec.epochs = 4;
  spec.ratio_simp = 0.5;
  spec.optim = "sgdc+adam";
  spec.cos_scheduler = scheduler;
  spec.lr_factor_clf = factor;
  spec.lr_clf = 0.1;
  return spec;
}

// The rate at each epoch's last step. In epoch `saved` another schedule takes over, which loads what was
// saved.
Rates rates_of(const TrialSpec& spec, int saved = -1) {
  RateSchedule schedule(spec, 6);
  Rates rates;
  for (int epoch = 0; epoch < 4; ++epoch) {
    for (int step = 3 * epoch; step < 3 * epoch + 3; ++step) {
      if (epoch == saved && step % 3 == 1) {
        RateSchedule loaded(spec, 6);
        loaded.load(nlohmann::json::parse(schedule.save().dump()));
        schedule = loaded;
      }
      schedule.before_step(step);
    }
    rates.push_back(schedule.rate());
    const int last = 3 * epoch + 2;
    schedule.after_epoch(last < 6 ? 1 - last / 6.0 : 0);
  }
  return rates;
}

void expect_rates(const TrialSpec& spec, const Rates& expected) {
  for (int saved = -1; saved < 4; ++saved) {
    const Rates rates = rates_of(spec, saved);
    for (std::size_t i = 0; i < 4; ++i)
      EXPECT_NEAR(rates[i], expected[i], 1e-15) << "epoch " << i << ", saved " << saved;
  }
}

const double kRoot = std::sqrt(2.0);

// (1 + cos(k π/4)) / 2 for k = 0 .. 3.
TEST(RateSchedule, MonotonicStepsEveryEpoch) {
  expect_rates(spec_with("monotonic", 1), {0.1, 0.1 * (2 + kRoot) / 4, 0.05, 0.1 * (2 - kRoot) / 4});
  expect_rates(spec_with("monotonic", 0.1), {0.1, 0.1 * (2 + kRoot) / 4, 0.05, 0.1 * (2 - kRoot) / 4});
}

// T_max = floor(0.5 · 4) + 1 = 3; the first step is after epoch 2: (1 + cos(π/3)) / 2 = 3/4.
TEST(RateSchedule, DelayedWaitsForThePlansEnd) {
  expect_rates(spec_with("delayed", 1), {0.1, 0.1, 0.1, 0.075});
  expect_rates(spec_with("delayed", 0.1), {0.1, 0.1, 0.01, 0.0075});
}

// (1 - 0.8) · 10 falls just short of 2 in double precision, yet T_max must be 3.
TEST(RateSchedule, DelayedToleratesRoundingOfWholeEpochs) {
  TrialSpec spec = spec_with("delayed", 1);
  spec.epochs = 10;
  spec.ratio_simp = 0.8;
  RateSchedule schedule(spec, 24);
  schedule.after_epoch(0);
  EXPECT_NEAR(schedule.rate(), 0.075, 1e-15);
}

// T_max = 2, then a second cosine from lr · factor over the other 2 epochs. Without a factor nothing
// restarts: the cosine climbs again, from 0 to a half.
TEST(RateSchedule, RestartBeginsANewCosine) {
  expect_rates(spec_with("restart", 0.1), {0.1, 0.05, 0.01, 0.005});
  expect_rates(spec_with("restart", 1), {0.1, 0.05, 0, 0.05});
}

TEST(RateSchedule, IsConstantWithoutACosine) {
  expect_rates(spec_with("none", 0.1), {0.1, 0.1, 0.1, 0.1});
  TrialSpec adam = spec_with("monotonic", 0.1);
  adam.optim = "adam";
  expect_rates(adam, {0.1, 0.1, 0.1, 0.1});
}

// Without simplification the plan has no end, although step 0 equals steps_with_simp.
TEST(RateSchedule, AppliesNoFactorWithoutSimplification) {
  TrialSpec spec = spec_with("delayed", 0.1);
  spec.ratio_simp = 0;
  RateSchedule schedule(spec, 0);
  schedule.before_step(0);
  EXPECT_EQ(schedule.rate(), 0.1);
}

// The plan ends within the first epoch, so the only cosine starts at lr · factor and lasts all 4 epochs.
TEST(RateSchedule, RestartNeedsNoFirstCosineIfTheSecondStartsInTheFirstEpoch) {
  TrialSpec spec = spec_with("restart", 0.1);
  spec.ratio_simp = 0.2;
  RateSchedule schedule(spec, 2);
  schedule.before_step(2);
  schedule.after_epoch(0);
  EXPECT_NEAR(schedule.rate(), 0.01 * (2 + kRoot) / 4, 1e-15);
}

TEST(RateSchedule, RefusesARestartWithoutAFirstCosine) {
  TrialSpec spec = spec_with("restart", 0.1);
  spec.ratio_simp = 0.2;
  spec.lr_factor_clf = 1;
  expect_contains(user_error([&] { RateSchedule(spec, 2); }), "cos_scheduler = restart is not possible here");
}

}  // namespace
}  // namespace friendly
