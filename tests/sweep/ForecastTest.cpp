#include <gtest/gtest.h>

#include "sweep/CostModel.hpp"
#include "sweep/Fixtures.hpp"
#include "sweep/Forecast.hpp"
#include "sweep/MemoryModel.hpp"

namespace friendly {
namespace {

/// `trials` trials of the shape "`epochs` epochs", which no other bundle id has.
Bundle make_bundle(std::int64_t id, std::int64_t epochs, int trials) {
  Bundle bundle{id, {}};
  for (int i = 0; i < trials; ++i) {
    bundle.trials.push_back(make_trial(static_cast<double>(id) + 0.01 * i, 1, epochs));
    bundle.trials.back().spec.test_when = "epoch";  // so that costs are proportional to epochs
  }
  return bundle;
}

/// An array of `bundle`, all of whose trials reached their end.
MeasuredArray measured(const Bundle& bundle, double seconds, std::int64_t bytes) {
  return {bundle, seconds, static_cast<std::int64_t>(bundle.trials.size()), bytes};
}

TEST(Forecast, WithoutMeasurementsIsAGuess) {
  const Bundle two = make_bundle(1, 4, 2), one = make_bundle(2, 4, 1);
  const Forecast ahead = forecast({two, one}, Experience(), 1);
  EXPECT_EQ(ahead.bundles_left, 2u);
  EXPECT_EQ(ahead.measured_share, 0);
  EXPECT_DOUBLE_EQ(ahead.seconds, CostModel().predict(two) + CostModel().predict(one));
  EXPECT_DOUBLE_EQ(ahead.utilisation, 1);
}

// One trial of 4 epochs took 40 s. Nothing of 8 epochs was measured, but guesses are proportional to epochs
// and were off by the same factor: one trial takes 80 s. On two ranks the longer one goes to the first and
// both are over after 80 s, of which the second rank trains 40 s.
TEST(Forecast, MeasuredTimesCorrectTheGuesses) {
  const Bundle old = make_bundle(1, 4, 1), same = make_bundle(2, 4, 1), longer = make_bundle(3, 8, 1);
  Experience experience;
  experience.learn(measured(old, 40, 1000));
  const Forecast alone = forecast({same, longer}, experience, 1);
  EXPECT_EQ(alone.bundles_left, 2u);
  EXPECT_DOUBLE_EQ(alone.seconds, 120);
  EXPECT_DOUBLE_EQ(alone.utilisation, 1);
  EXPECT_DOUBLE_EQ(alone.measured_share, 40.0 / 120);
  const Forecast shared = forecast({same, longer}, experience, 2);
  EXPECT_DOUBLE_EQ(shared.seconds, 80);
  EXPECT_DOUBLE_EQ(shared.utilisation, 0.75);
}

// 60 training examples make 2 minibatches, and 30 are evaluated: an epoch of two trials takes
// 2 × (1 + 2 × 0.5) s + 30 × (0.1 + 2 × 0.05) s = 10 s.
TEST(Forecast, ComposesAnEpochOfMeasuredParts) {
  Experience experience([](const TrialSpec&) { return DataSize{60, 10, 20, {4}, 2}; });
  const Bundle two = make_bundle(1, 4, 2), one = make_bundle(2, 4, 1);
  ArrayTimes times;
  times.step = {1, 0.5};
  times.evaluation = {0.1, 0.05};
  experience.learn({&two}, times);
  EXPECT_DOUBLE_EQ(forecast({two}, experience, 1).seconds, 40);
  EXPECT_EQ(forecast({two}, experience, 1).measured_share, 1);
  EXPECT_TRUE(unknown_shapes({two, one}, experience.costs).empty());
}

TEST(Forecast, ListsTheUnknownShapesThatTakeLongestFirst) {
  const std::vector<Bundle> bundles = {make_bundle(1, 4, 1), make_bundle(2, 16, 1), make_bundle(3, 4, 2),
                                       make_bundle(4, 2, 1)};
  Experience experience;
  experience.learn(measured(bundles[3], 1, 1));
  const auto shapes = unknown_shapes(bundles, experience.costs);
  ASSERT_EQ(shapes.size(), 2u);
  EXPECT_EQ(shapes[0].bundles, (std::vector<const Bundle*>{&bundles[1]}));
  EXPECT_EQ(shapes[1].bundles, (std::vector<const Bundle*>{&bundles[0], &bundles[2]}));
  EXPECT_GT(shapes[0].seconds, shapes[1].seconds);
}

// Trials of 4 epochs took 300 bytes each (one of the two replicas did not reach its end), those of 8 epochs
// 500: three of the former need more than one of the latter.
TEST(Forecast, NamesTheBundleThatNeedsTheMostMemory) {
  const Bundle old = make_bundle(1, 4, 1), older = make_bundle(2, 8, 1);
  const Bundle three = make_bundle(3, 4, 3), one = make_bundle(4, 8, 1), two = make_bundle(5, 4, 2);
  Experience experience;
  experience.learn({old, 1, 2, 600});
  experience.learn({older, 1, 1, 500});
  const Forecast ahead = forecast({two, three, one}, experience, 1);
  EXPECT_EQ(ahead.largest.id, 3);
  EXPECT_EQ(ahead.largest.trials.size(), 3u);
  EXPECT_DOUBLE_EQ(ahead.largest_memory, 900);
}

TEST(Forecast, WithoutMeasurementsTheLargestGuessCounts) {
  const Bundle ff = make_bundle(1, 4, 3);
  const Bundle cnn{2, {{"key", "grid", default_spec("ct", "cnn")}}};
  const Forecast ahead = forecast({ff, cnn, make_bundle(3, 4, 2)}, Experience(), 1);
  EXPECT_EQ(ahead.largest.id, 2);
  EXPECT_EQ(ahead.largest_memory, MemoryModel().guess(cnn));
}

// A rank keeps two data sets: the largest are of 62 000 and of 20 000 examples of 784 numbers, 4 bytes each.
TEST(Forecast, CountsTheTwoLargestDataSets) {
  std::vector<Bundle> bundles;
  for (const char* name : {"convex", "mnist", "fashion"}) {
    bundles.push_back(make_bundle(static_cast<std::int64_t>(bundles.size()) + 1, 4, 1));
    bundles.back().trials.front().spec.dataset = name;
  }
  const auto sizes = [](const TrialSpec& spec) {
    const std::int64_t train = spec.dataset == "convex" ? 100 : spec.dataset == "mnist" ? 62000 : 20000;
    return DataSize{train, 0, 0, {1, 28, 28}, 10};
  };
  EXPECT_EQ(forecast(bundles, Experience(sizes), 1).data_memory, (62000 + 20000) * 784 * 4);
}

// Twice as many epochs need about twice the room, and as many checkpoints as there are ranks with a bundle.
TEST(Forecast, KnowsWhatTheDiskHolds) {
  const DiskUse few = forecast({make_bundle(1, 1000, 2)}, Experience(), 4).disk;
  const DiskUse many = forecast({make_bundle(1, 2000, 2), make_bundle(2, 2000, 2)}, Experience(), 4).disk;
  EXPECT_NEAR(many.journal / few.journal, 4, 0.1);
  EXPECT_NEAR(many.results / few.results, 4, 0.1);
  EXPECT_DOUBLE_EQ(many.checkpoints, 2 * few.checkpoints);
}

// Of three epochs to log the last is not reached.
TEST(Forecast, CountsLoggedExamples) {
  Bundle bundle = make_bundle(1, 10, 2);
  const DiskUse plain = forecast({bundle}, Experience(), 1).disk;
  for (Trial& trial : bundle.trials) trial.spec.log_epochs = {0, 9, 10};
  const DiskUse logged = forecast({bundle}, Experience(), 1).disk;
  EXPECT_DOUBLE_EQ(logged.journal - plain.journal, 2 * 2 * 20e3);
  EXPECT_DOUBLE_EQ(logged.results - plain.results, 2 * 2 * 35e3);
}

// Eight settings whose trials take so many seconds; half of them get a second run.
TEST(Forecast, OfARaceDependsOnWhoGoesOn) {
  std::vector<Trial> trials;
  for (const std::int64_t size : {1, 2, 4, 8, 16, 32, 64, 128})
    for (const std::int64_t run : {1, 2}) {
      trials.push_back(make_trial(0.1, run, 2));
      trials.back().spec.batch_size = size;
      trials.back().key = trial_key(trials.back().spec);
    }
  RacesAhead races{{make_races("grid", {}, trials), trials, 8, 0}, {}};
  double all = 0, quick = 0, slow = 0;
  for (std::size_t i = 0; i < trials.size(); ++i) {
    const double seconds = CostModel().predict(Bundle{0, {trials[i]}});
    races.bundles.push_back({static_cast<std::int64_t>(i), {trials[i]}});
    if (trials[i].spec.run == 1) all += seconds;
    if (trials[i].spec.run == 2) (trials[i].spec.batch_size >= 16 ? quick : slow) += seconds;
  }
  const Forecast ahead = forecast({}, Experience(), 1, races);
  EXPECT_NEAR(ahead.least_seconds, all + quick, 1e-6 * all);
  EXPECT_NEAR(ahead.most_seconds, all + slow, 1e-6 * all);
  EXPECT_GE(ahead.seconds, ahead.least_seconds);
  EXPECT_LE(ahead.seconds, ahead.most_seconds);
  EXPECT_EQ(ahead.bundles_left, 16u);
}

TEST(Forecast, OfNoBundlesIsEmpty) {
  const Forecast ahead = forecast({}, Experience(), 3);
  EXPECT_EQ(ahead.bundles_left, 0u);
  EXPECT_EQ(ahead.seconds, 0);
  EXPECT_EQ(ahead.utilisation, 0);
  EXPECT_EQ(ahead.measured_share, 0);
  EXPECT_TRUE(ahead.largest.trials.empty());
  EXPECT_EQ(ahead.largest_memory, 0);
  EXPECT_EQ(ahead.data_memory, 0);
  EXPECT_EQ(ahead.disk.checkpoints, 0);
}

}  // namespace
}  // namespace friendly
