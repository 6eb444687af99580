#include <gtest/gtest.h>

#include "sweep/Fixtures.hpp"
#include "sweep/Scheduler.hpp"

namespace friendly {
namespace {

/// A bundle whose shape depends on `epochs` only; its guess grows with epochs and trials.
Bundle make_bundle(std::int64_t id, std::int64_t epochs, int trials = 1) {
  Bundle bundle{id, {}};
  for (int i = 0; i < trials; ++i) bundle.trials.push_back(make_trial(0.1 * (i + 1), 1, epochs));
  return bundle;
}

std::int64_t next_id(Scheduler& scheduler, int worker) {
  const Bundle* bundle = scheduler.next(worker);
  return bundle == nullptr ? 0 : bundle->id;
}

TEST(CostModel, TheGuessGrowsWithTheWork) {
  EXPECT_DOUBLE_EQ(CostModel::guess(make_bundle(1, 10, 3)), 30 * CostModel::guess(make_bundle(1, 1)));
  Bundle ct = make_bundle(1, 10), nft = ct;
  nft.trials[0].spec.method = "nft";
  nft.trials[0].spec.ratio_simp = 0.5;
  EXPECT_GT(CostModel::guess(nft), 10 * CostModel::guess(ct));
  nft.trials[0].spec.ratio_simp = 0;
  EXPECT_DOUBLE_EQ(CostModel::guess(nft), CostModel::guess(ct));
}

TEST(CostModel, MeasurementsCorrectTheirShapeAndThoseNotMeasured) {
  CostModel costs;
  EXPECT_EQ(costs.correction("a"), 1);
  costs.measured("a", 10, 40);
  costs.measured("a", 30, 40);
  EXPECT_EQ(costs.correction("a"), 2);
  EXPECT_EQ(costs.correction("b"), 2);
  costs.measured("b", 40, 10);
  EXPECT_EQ(costs.correction("a"), 2);
  EXPECT_EQ(costs.correction("b"), 0.25);
  EXPECT_EQ(costs.correction("c"), 90.0 / 80);
}

TEST(Scheduler, HandsOutTheLongestFirstAndBreaksTiesById) {
  Scheduler scheduler({make_bundle(1, 5), make_bundle(2, 9), make_bundle(3, 5), make_bundle(4, 5, 2)});
  EXPECT_EQ(next_id(scheduler, 1), 4);
  EXPECT_EQ(next_id(scheduler, 2), 2);
  EXPECT_EQ(next_id(scheduler, 3), 1);
  EXPECT_EQ(next_id(scheduler, 4), 3);
  EXPECT_EQ(next_id(scheduler, 5), 0);
}

// Shapes of 10 and 8 epochs: once the first proves faster than guessed, the second comes first.
TEST(Scheduler, AShapeThatProvesFastComesLater) {
  Scheduler scheduler({make_bundle(1, 10, 2), make_bundle(2, 10), make_bundle(3, 8, 2), make_bundle(4, 8)});
  EXPECT_EQ(next_id(scheduler, 1), 1);
  EXPECT_EQ(next_id(scheduler, 2), 3);
  scheduler.finished(2, 3, CostModel::guess(make_bundle(3, 8, 2)));
  scheduler.finished(1, 1, 0.5 * CostModel::guess(make_bundle(1, 10, 2)));
  EXPECT_EQ(next_id(scheduler, 1), 4);
  EXPECT_EQ(next_id(scheduler, 2), 2);
}

TEST(Scheduler, ALostWorkersBundleComesFirst) {
  Scheduler scheduler({make_bundle(1, 9), make_bundle(2, 5), make_bundle(3, 7)});
  next_id(scheduler, 1);
  EXPECT_EQ(next_id(scheduler, 2), 3);
  EXPECT_EQ(scheduler.lost(2)->id, 3);
  EXPECT_EQ(scheduler.lost(2), nullptr);
  EXPECT_EQ(next_id(scheduler, 3), 3);
  EXPECT_EQ(scheduler.attempts(3), 2);
  EXPECT_EQ(scheduler.attempts(1), 1);
  EXPECT_EQ(scheduler.attempts(2), 0);
}

TEST(Scheduler, ABundleFinishedByALostWorkerIsNotHandedOutAgain) {
  Scheduler scheduler({make_bundle(1, 9)});
  next_id(scheduler, 1);
  scheduler.lost(1);
  scheduler.finished(1, 1, 2.0);
  EXPECT_EQ(next_id(scheduler, 2), 0);
  EXPECT_TRUE(scheduler.all_finished());
}

TEST(Scheduler, ABundleFinishedTwiceCountsOnce) {
  Scheduler scheduler({make_bundle(1, 9), make_bundle(2, 5)});
  next_id(scheduler, 1);
  scheduler.lost(1);
  EXPECT_EQ(next_id(scheduler, 2), 1);
  scheduler.finished(1, 1, 2.0);
  scheduler.finished(2, 1, 2.0);
  EXPECT_FALSE(scheduler.all_finished());
  EXPECT_EQ(next_id(scheduler, 2), 2);
  scheduler.finished(2, 2, 1.0);
  EXPECT_TRUE(scheduler.all_finished());
}

TEST(Scheduler, LosingAWorkerWhoseBundleIsFinishedGivesNothingBack) {
  Scheduler scheduler({make_bundle(1, 9)});
  next_id(scheduler, 1);
  scheduler.lost(1);
  EXPECT_EQ(next_id(scheduler, 2), 1);
  scheduler.finished(1, 1, 2.0);
  EXPECT_EQ(scheduler.lost(2), nullptr);
  EXPECT_EQ(next_id(scheduler, 3), 0);
}

TEST(Scheduler, WithoutBundlesAllIsFinished) {
  EXPECT_TRUE(Scheduler({}).all_finished());
}

}  // namespace
}  // namespace friendly
