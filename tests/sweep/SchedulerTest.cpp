#include <gtest/gtest.h>

#include "sweep/Fixtures.hpp"
#include "sweep/Scheduler.hpp"

namespace friendly {
namespace {

/// A bundle whose shape depends on `epochs` only; its guess grows with epochs and, since these networks are
/// large, with trials nearly as much.
Bundle make_bundle(std::int64_t id, std::int64_t epochs, int trials = 1) {
  Bundle bundle{id, {}};
  for (int i = 0; i < trials; ++i) {
    bundle.trials.push_back(make_trial(0.1 * (i + 1), 1, epochs));
    bundle.trials.back().spec.arch = "cnn";
    bundle.trials.back().spec.test_when = "epoch";  // so that costs are proportional to epochs
  }
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

double guess(const Bundle& bundle) {
  return CostModel().guess(bundle).seconds;
}

TEST(CostModel, TheGuessGrowsWithTheWork) {
  EXPECT_DOUBLE_EQ(guess(make_bundle(1, 30, 2)), 30 * guess(make_bundle(1, 1, 2)));
  EXPECT_GT(guess(make_bundle(1, 10, 3)), guess(make_bundle(1, 10, 2)));
  Bundle ct = make_bundle(1, 10), nft = ct;
  nft.trials[0].spec.method = "nft";
  nft.trials[0].spec.ratio_simp = 0.5;
  EXPECT_GT(guess(nft), 3 * guess(ct));
  nft.trials[0].spec.ratio_simp = 0;
  EXPECT_DOUBLE_EQ(guess(nft), guess(ct));
}

TEST(CostModel, TheGuessGrowsWithTheData) {
  const auto with = [](std::int64_t train, std::int64_t test, std::vector<std::int64_t> shape) {
    return CostModel([=](const TrialSpec&) { return DataSize{train, 0, test, shape, 10}; });
  };
  const Bundle cnn = make_bundle(1, 10);
  const double few = with(1000, 1000, {1, 28, 28}).predict(cnn);
  EXPECT_GT(with(2000, 1000, {1, 28, 28}).predict(cnn), few);
  EXPECT_GT(with(1000, 2000, {1, 28, 28}).predict(cnn), few);
  EXPECT_GT(with(1000, 1000, {1, 56, 56}).predict(cnn), 3 * few);
}

// Shapes a, b and c; a and b have the same networks.
TEST(CostModel, MeasurementsCorrectTheirShapeThenTheirNetworksThenTheRest) {
  const auto corrected = [](const CostModel& costs, const std::string& shape, const std::string& networks) {
    return costs.predict({shape, networks, 1});
  };
  CostModel costs;
  EXPECT_EQ(corrected(costs, "a", "ff"), 1);
  costs.measured({"a", "ff", 10}, 40);
  costs.measured({"a", "ff", 30}, 40);
  EXPECT_EQ(corrected(costs, "a", "ff"), 2);
  EXPECT_EQ(corrected(costs, "b", "ff"), 2);
  costs.measured({"c", "cnn", 40}, 10);
  EXPECT_EQ(corrected(costs, "a", "ff"), 2);
  EXPECT_EQ(corrected(costs, "b", "ff"), 2);
  EXPECT_EQ(corrected(costs, "c", "cnn"), 0.25);
  EXPECT_EQ(corrected(costs, "d", "cnn"), 0.25);
  EXPECT_EQ(corrected(costs, "e", "resnet"), 90.0 / 80);
  EXPECT_TRUE(costs.knows("a"));
  EXPECT_FALSE(costs.knows("b"));
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
  scheduler.finished(second.id, guess(make_bundle(3, 8, 2)));
  scheduler.finished(first.id, 0.5 * guess(make_bundle(1, 10, 2)));
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
