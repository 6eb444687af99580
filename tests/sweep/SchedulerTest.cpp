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

/// The id of the bundle that is handed out next; 0: none.
std::int64_t next_id(Scheduler& scheduler) {
  const auto next = scheduler.next();
  return next ? next->bundle->id : 0;
}

std::int64_t hand_out(Scheduler& scheduler) {
  return scheduler.next()->id;
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
  EXPECT_EQ(next_id(scheduler), 4);
  EXPECT_EQ(next_id(scheduler), 2);
  EXPECT_EQ(next_id(scheduler), 1);
  EXPECT_EQ(next_id(scheduler), 3);
  EXPECT_EQ(next_id(scheduler), 0);
}

// Shapes of 10 and 8 epochs: once the first proves faster than guessed, the second comes first.
TEST(Scheduler, AShapeThatProvesFastComesLater) {
  Scheduler scheduler({make_bundle(1, 10, 2), make_bundle(2, 10), make_bundle(3, 8, 2), make_bundle(4, 8)});
  const auto first = *scheduler.next(), second = *scheduler.next();
  EXPECT_EQ(first.bundle->id, 1);
  EXPECT_EQ(second.bundle->id, 3);
  scheduler.finished(second.id, CostModel::guess(make_bundle(3, 8, 2)));
  scheduler.finished(first.id, 0.5 * CostModel::guess(make_bundle(1, 10, 2)));
  EXPECT_EQ(next_id(scheduler), 4);
  EXPECT_EQ(next_id(scheduler), 2);
}

TEST(Scheduler, AReturnedBundleComesFirstAndOneThatIsPutOffLast) {
  Scheduler scheduler({make_bundle(1, 9), make_bundle(2, 7), make_bundle(3, 5)});
  const auto first = hand_out(scheduler), second = hand_out(scheduler);
  scheduler.returned(first, true);
  scheduler.returned(second, false);
  EXPECT_EQ(next_id(scheduler), 2);
  EXPECT_EQ(next_id(scheduler), 3);
  EXPECT_EQ(next_id(scheduler), 1);
  EXPECT_EQ(next_id(scheduler), 0);
}

TEST(Scheduler, HandsOutOnlyWhatIsAllowed) {
  Scheduler scheduler({make_bundle(1, 9), make_bundle(2, 7), make_bundle(3, 5)});
  const auto not_the_first = [](const Bundle& bundle) { return bundle.id != 1; };
  EXPECT_FALSE(scheduler.next(not_the_first));
  const auto first = hand_out(scheduler), second = hand_out(scheduler);
  scheduler.returned(first, false);
  scheduler.returned(second, false);
  EXPECT_EQ(scheduler.next(not_the_first)->bundle->id, 2);
  EXPECT_EQ(scheduler.next(not_the_first)->bundle->id, 3);
  EXPECT_FALSE(scheduler.next(not_the_first));
  EXPECT_EQ(next_id(scheduler), 1);
}

TEST(Scheduler, ABundleFinishedByALostWorkerIsNotHandedOutAgain) {
  Scheduler scheduler({make_bundle(1, 9)});
  const auto lost = hand_out(scheduler);
  scheduler.returned(lost, false);
  EXPECT_FALSE(scheduler.finished(lost, 2.0));
  EXPECT_EQ(next_id(scheduler), 0);
  EXPECT_TRUE(scheduler.all_finished());
}

TEST(Scheduler, ABundleFinishedTwiceCountsOnce) {
  Scheduler scheduler({make_bundle(1, 9), make_bundle(2, 5)});
  const auto lost = hand_out(scheduler);
  scheduler.returned(lost, false);
  const auto again = hand_out(scheduler);
  EXPECT_EQ(scheduler.finished(lost, 2.0), again);
  EXPECT_FALSE(scheduler.finished(again, 2.0));
  EXPECT_FALSE(scheduler.all_finished());
  const auto other = hand_out(scheduler);
  scheduler.finished(other, 1.0);
  EXPECT_TRUE(scheduler.all_finished());
}

TEST(Scheduler, OnlyTheLatestHandOutIsCurrent) {
  Scheduler scheduler({make_bundle(1, 9)});
  const auto lost = hand_out(scheduler);
  EXPECT_TRUE(scheduler.is_current(lost));
  scheduler.returned(lost, false);
  EXPECT_FALSE(scheduler.is_current(lost));
  const auto again = hand_out(scheduler);
  EXPECT_FALSE(scheduler.is_current(lost));
  EXPECT_TRUE(scheduler.is_current(again));
  scheduler.returned(lost, false);
  EXPECT_TRUE(scheduler.is_current(again));
}

TEST(Scheduler, AWorkerThatIsBackKeepsItsBundleUnlessAnotherHasIt) {
  Scheduler scheduler({make_bundle(1, 9)});
  const auto first = hand_out(scheduler);
  scheduler.returned(first, false);
  EXPECT_TRUE(scheduler.resumed(first));
  EXPECT_EQ(next_id(scheduler), 0);
  scheduler.returned(first, false);
  hand_out(scheduler);
  EXPECT_FALSE(scheduler.resumed(first));
}

TEST(Scheduler, APartIsABundleOfItsOwn) {
  Scheduler scheduler({make_bundle(1, 9, 2), make_bundle(2, 5)});
  scheduler.finished(hand_out(scheduler), std::nullopt);
  scheduler.add({1, {make_trial(0.1, 1, 9)}}, false);
  scheduler.add({1, {make_trial(0.2, 1, 9)}}, true);
  EXPECT_EQ(scheduler.queued_again().size(), 2u);
  const auto part = scheduler.next();
  EXPECT_EQ(part->bundle->trials.size(), 1u);
  EXPECT_EQ(part->bundle->trials[0].spec.lr_clf, 0.1);
  EXPECT_EQ(next_id(scheduler), 2);
  EXPECT_EQ(scheduler.next()->bundle->trials[0].spec.lr_clf, 0.2);
  EXPECT_FALSE(scheduler.all_finished());
}

TEST(Scheduler, AWithdrawnBundleIsFinished) {
  Scheduler scheduler({make_bundle(1, 9)});
  scheduler.returned(hand_out(scheduler), false);
  scheduler.withdraw(scheduler.queued_again().front());
  EXPECT_TRUE(scheduler.all_finished());
  EXPECT_EQ(next_id(scheduler), 0);
}

TEST(Scheduler, WithoutBundlesAllIsFinished) {
  EXPECT_TRUE(Scheduler({}).all_finished());
}

}  // namespace
}  // namespace friendly
