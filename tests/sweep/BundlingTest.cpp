#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <random>
#include <set>

#include "sweep/Bundling.hpp"
#include "sweep/Fixtures.hpp"

namespace friendly {
namespace {

using Keys = std::vector<std::string>;

Keys keys_of(const Bundle& bundle) {
  Keys keys;
  for (const Trial& trial : bundle.trials) keys.push_back(trial.key);
  return keys;
}

std::set<Keys> composition(const std::vector<Bundle>& bundles) {
  std::set<Keys> sets;
  for (const Bundle& bundle : bundles) sets.insert(keys_of(bundle));
  return sets;
}

// Two interleaved shapes (2 and 5 epochs): the trials of a shape are ordered by run, then as listed, two per
// bundle.
TEST(MakeBundles, HandWorkedCase) {
  const Trial a = make_trial(0.1, 2, 2), b = make_trial(0.1, 1, 5), c = make_trial(0.2, 1, 2),
              d = make_trial(0.3, 2, 2), e = make_trial(0.4, 1, 2), f = make_trial(0.5, 3, 2);
  const auto bundles = make_bundles({a, b, c, d, e, f}, 2);
  ASSERT_EQ(bundles.size(), 4u);
  EXPECT_EQ(keys_of(bundles[0]), (Keys{c.key, e.key}));
  EXPECT_EQ(keys_of(bundles[1]), (Keys{a.key, d.key}));
  EXPECT_EQ(keys_of(bundles[2]), (Keys{f.key}));
  EXPECT_EQ(keys_of(bundles[3]), (Keys{b.key}));
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(bundles[i].id, static_cast<std::int64_t>(i) + 1);
}

// Nine trials in bundles of at most eight become five and four, not eight and one.
TEST(MakeBundles, PutsEveryTrialIntoOneOfFewEvenBundlesOfItsShape) {
  std::mt19937 random(7);
  for (std::int64_t capacity = 1; capacity <= 9; ++capacity) {
    auto trials = make_trials(50);
    std::shuffle(trials.begin(), trials.end(), random);
    std::multiset<std::string> seen, listed;
    for (const Trial& trial : trials) listed.insert(trial.key);
    std::map<std::string, std::vector<std::int64_t>> sizes;
    for (const Bundle& bundle : make_bundles(trials, capacity)) {
      const std::string shape = shape_of(bundle.trials.front().spec);
      for (const Trial& trial : bundle.trials) {
        seen.insert(trial.key);
        EXPECT_EQ(shape_of(trial.spec), shape);
      }
      sizes[shape].push_back(static_cast<std::int64_t>(bundle.trials.size()));
    }
    for (const auto& [shape, all] : sizes) {
      EXPECT_LE(all.front(), capacity);
      EXPECT_LE(all.front() - all.back(), 1);
      EXPECT_TRUE(std::is_sorted(all.rbegin(), all.rend()));
      const std::int64_t count = std::accumulate(all.begin(), all.end(), std::int64_t{0});
      EXPECT_EQ(static_cast<std::int64_t>(all.size()), (count + capacity - 1) / capacity);
    }
    EXPECT_EQ(seen, listed);
  }
}

// A trial's neighbours do not depend on how the shapes are interleaved in the list.
TEST(MakeBundles, ShapesDoNotAffectEachOther) {
  const auto trials = make_trials(40);
  auto regrouped = trials;
  std::stable_sort(regrouped.begin(), regrouped.end(),
                   [](const Trial& a, const Trial& b) { return a.spec.epochs > b.spec.epochs; });
  EXPECT_EQ(composition(make_bundles(trials, 4)), composition(make_bundles(regrouped, 4)));
}

TEST(Unfinished, KeepsBundlesThatLackARowWhole) {
  const auto bundles = make_bundles({make_trial(0.1), make_trial(0.2), make_trial(0.3), make_trial(0.4)}, 2);
  const auto left = unfinished(bundles, {make_trial(0.1).key, make_trial(0.2).key, make_trial(0.4).key});
  ASSERT_EQ(left.size(), 1u);
  EXPECT_EQ(left[0].id, 2);
  EXPECT_EQ(keys_of(left[0]), keys_of(bundles[1]));
}

TEST(Bundling, ChosenTrialsAreSetApart) {
  const Trial a = make_trial(0.1), b = make_trial(0.2), c = make_trial(0.3);
  std::vector<Bundle> bundles = {{1, {a, b}}, {2, {c}}};
  const auto alone =
      set_apart(bundles, [&](const Trial& trial) { return trial.key == a.key || trial.key == c.key; });
  ASSERT_EQ(bundles.size(), 1u);
  ASSERT_EQ(bundles[0].trials.size(), 1u);
  EXPECT_EQ(bundles[0].trials[0].key, b.key);
  ASSERT_EQ(alone.size(), 2u);
  EXPECT_EQ(alone[0].id, 1);
  EXPECT_EQ(alone[0].trials[0].key, a.key);
  EXPECT_EQ(alone[1].id, 2);
  EXPECT_EQ(alone[1].trials[0].key, c.key);
}

}  // namespace
}  // namespace friendly
