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
  for (int i = 0; i < trials; ++i)
    bundle.trials.push_back(make_trial(static_cast<double>(id) + 0.01 * i, 1, epochs));
  return bundle;
}

/// An array of `bundle`, all of whose trials reached their end.
MeasuredArray measured(const Bundle& bundle, double seconds, std::int64_t bytes) {
  return {bundle, seconds, static_cast<std::int64_t>(bundle.trials.size()), bytes};
}

void add_keys(std::unordered_set<std::string>& keys, const Bundle& bundle) {
  for (const Trial& trial : bundle.trials) keys.insert(trial.key);
}

// Of three bundles one is finished, and one only in part: that one is trained again as a whole.
TEST(Forecast, LeavesOutFinishedBundlesOnly) {
  const Bundle whole = make_bundle(1, 4, 2), part = make_bundle(2, 4, 3), none = make_bundle(3, 4, 1);
  std::unordered_set<std::string> finished = {part.trials[0].key};
  add_keys(finished, whole);
  const Forecast ahead = forecast({whole, part, none}, finished, {}, 1);
  EXPECT_EQ(ahead.bundles_left, 2u);
  EXPECT_FALSE(ahead.is_measured);
  EXPECT_DOUBLE_EQ(ahead.seconds, CostModel::guess(part) + CostModel::guess(none));
  EXPECT_DOUBLE_EQ(ahead.utilisation, 1);
}

// Two trials of 4 epochs took 80 s, so one trial of 4 epochs takes 40 s. Nothing of 8 epochs was measured,
// but guesses are proportional to epochs and were off by the same factor: one trial takes 80 s. On two ranks
// the longer one goes to the first and both are over after 80 s, of which the second rank trains 40 s.
TEST(Forecast, MeasuredTimesCorrectTheGuesses) {
  const Bundle old = make_bundle(1, 4, 2), same = make_bundle(2, 4, 1), longer = make_bundle(3, 8, 1);
  std::unordered_set<std::string> finished;
  add_keys(finished, old);
  const std::vector<MeasuredArray> arrays = {measured(old, 80, 1000)};
  const Forecast alone = forecast({old, same, longer}, finished, arrays, 1);
  EXPECT_TRUE(alone.is_measured);
  EXPECT_EQ(alone.bundles_left, 2u);
  EXPECT_DOUBLE_EQ(alone.seconds, 120);
  EXPECT_DOUBLE_EQ(alone.utilisation, 1);
  const Forecast shared = forecast({old, same, longer}, finished, arrays, 2);
  EXPECT_DOUBLE_EQ(shared.seconds, 80);
  EXPECT_DOUBLE_EQ(shared.utilisation, 0.75);
}

// Trials of 4 epochs took 300 bytes each (one of the two replicas did not reach its end), those of 8 epochs
// 500: three of the former need more than one of the latter.
TEST(Forecast, NamesTheBundleThatNeedsTheMostMemory) {
  const Bundle old = make_bundle(1, 4, 1), older = make_bundle(2, 8, 1);
  const Bundle three = make_bundle(3, 4, 3), one = make_bundle(4, 8, 1), two = make_bundle(5, 4, 2);
  std::unordered_set<std::string> finished;
  add_keys(finished, old);
  add_keys(finished, older);
  const std::vector<MeasuredArray> arrays = {{old, 1, 2, 600}, {older, 1, 1, 500}};
  const Forecast ahead = forecast({old, older, two, three, one}, finished, arrays, 1);
  EXPECT_EQ(ahead.largest.id, 3);
  EXPECT_EQ(ahead.largest.trials.size(), 3u);
  EXPECT_DOUBLE_EQ(ahead.largest_memory, 900);
}

TEST(Forecast, WithoutMeasurementsTheLargestGuessCounts) {
  const Bundle ff = make_bundle(1, 4, 3);
  const Bundle cnn{2, {{"key", "grid", default_spec("ct", "cnn")}}};
  const Forecast ahead = forecast({ff, cnn, make_bundle(3, 4, 2)}, {}, {}, 1);
  EXPECT_EQ(ahead.largest.id, 2);
  EXPECT_EQ(ahead.largest_memory, MemoryModel::guess(cnn));
}

TEST(Forecast, OfNoBundlesIsEmpty) {
  const Bundle old = make_bundle(1, 4, 2);
  std::unordered_set<std::string> finished;
  add_keys(finished, old);
  for (const Forecast& ahead :
       {forecast({}, {}, {}, 3), forecast({old}, finished, {measured(old, 80, 1000)}, 3)}) {
    EXPECT_EQ(ahead.bundles_left, 0u);
    EXPECT_EQ(ahead.seconds, 0);
    EXPECT_EQ(ahead.utilisation, 0);
    EXPECT_TRUE(ahead.largest.trials.empty());
    EXPECT_EQ(ahead.largest_memory, 0);
  }
}

}  // namespace
}  // namespace friendly
