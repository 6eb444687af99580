#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <numeric>

#include "search/Fixtures.hpp"
#include "search/Race.hpp"

namespace friendly {
namespace {

using Keys = std::vector<std::string>;

std::vector<std::size_t> everyone(const Race& race) {
  std::vector<std::size_t> all(race.contenders.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

std::vector<std::size_t> places_of(const Race& race) {
  std::vector<std::size_t> places;
  for (const Race::Rung& rung : race.rungs) places.push_back(rung.places);
  return places;
}

TEST(Race, OverRunsEachRunIsARungThatAddsItsTrials) {
  const auto races = make_races("grid", {}, trials_of(5, 3));
  ASSERT_EQ(races.size(), 1u);
  EXPECT_EQ(races[0].name, "grid: convex ff ct");
  EXPECT_EQ(places_of(races[0]), (std::vector<std::size_t>{5, 3, 2}));
  EXPECT_EQ(races[0].trials(4, 0), Keys{"4.1"});
  EXPECT_EQ(races[0].trials(4, 2), Keys{"4.3"});
  EXPECT_EQ(races[0].rungs[1].name, "run 2");
  EXPECT_EQ(races[0].rungs[1].epochs, 0);
}

TEST(Race, OverEpochsEachRungTrainsAllRunsFurther) {
  const auto races = make_races("grid", {Halving::Over::epochs, 1.0 / 3, {20, 60}}, trials_of(9, 2));
  ASSERT_EQ(races.size(), 1u);
  EXPECT_EQ(places_of(races[0]), (std::vector<std::size_t>{9, 3, 1}));
  EXPECT_EQ(races[0].trials(2, 0), (Keys{"2.1", "2.2"}));
  EXPECT_EQ(races[0].trials(2, 2), (Keys{"2.1", "2.2"}));
  EXPECT_EQ(races[0].rungs[0].epochs, 20);
  EXPECT_EQ(races[0].rungs[2].epochs, 0) << "to the end";
}

TEST(Race, ExperimentsRaceApart) {
  auto trials = trials_of(2, 1);
  for (const Trial& trial : trials_of(3, 1, "rectangles")) trials.push_back(trial);
  const auto races = make_races("grid", {}, trials);
  ASSERT_EQ(races.size(), 2u);
  EXPECT_EQ(races[0].contenders.size(), 2u);
  EXPECT_EQ(races[1].contenders.size(), 3u);
  EXPECT_NE(races[0].id, races[1].id);
}

TEST(Race, NamesSayInWhatExperimentsDiffer) {
  auto trials = trials_of(2, 1);
  for (const double noise : {0.1, 0.2})
    for (Trial trial : trials_of(2, 1)) {
      trial.key += fmt::format("-{}", noise);
      trial.spec.noisy_labels = noise;
      trials.push_back(trial);
    }
  for (const Trial& trial : trials_of(2, 1, "rectangles")) trials.push_back(trial);
  std::vector<std::string> names;
  for (const Race& race : make_races("grid", {}, trials)) names.push_back(race.name);
  EXPECT_EQ(names, (std::vector<std::string>{
                       "grid: convex ff ct noisy_labels=0", "grid: convex ff ct noisy_labels=0.1",
                       "grid: convex ff ct noisy_labels=0.2", "grid: rectangles ff ct"}));
}

TEST(Race, TheBestHalfGoesOnAndTheFailedComeLast) {
  const Race race = make_races("grid", {}, trials_of(5, 2))[0];
  const std::map<std::string, RaceScore> scores = {
      {"0.1", {0, 0.5}}, {"1.1", {0, 0.9}}, {"2.1", {0, std::nullopt}}, {"3.1", {0, 0.7}}, {"4.1", {0, 0.8}}};
  const auto decision = decide(race, 0, everyone(race),
                               [&](const std::string& key) -> const RaceScore& { return scores.at(key); });
  EXPECT_EQ(places_text(decision), "1 4 3| 0 2");
  EXPECT_NEAR(*decision.places[1].error, 20, 1e-9);
  EXPECT_EQ(decision.reason_to_leave(3),
            "left after run 1, place 4 of 5 (mean validation error 50.00 %); 3 went on");
  EXPECT_EQ(decision.reason_to_leave(4), "left after run 1, place 5 of 5 (a trial failed); 3 went on");
}

TEST(Race, LaterRunsCountTogetherWithTheEarlierOnes) {
  const Race race = make_races("grid", {}, trials_of(2, 3))[0];
  // The first one's mean is 0.75, the second one's 0.65, though its last run is the better one.
  const std::map<std::string, RaceScore> scores = {
      {"0.1", {0, 0.9}}, {"0.2", {0, 0.6}}, {"1.1", {0, 0.6}}, {"1.2", {0, 0.7}}};
  const auto decision = decide(race, 1, everyone(race),
                               [&](const std::string& key) -> const RaceScore& { return scores.at(key); });
  EXPECT_EQ(places_text(decision), "0| 1");
}

TEST(Race, EqualErrorsAreOrderedByKey) {
  const Race race = make_races("grid", {}, trials_of(3, 2))[0];
  const RaceScore equal{0, 0.5};
  const auto decision =
      decide(race, 0, {2, 1, 0}, [&](const std::string&) -> const RaceScore& { return equal; });
  EXPECT_EQ(places_text(decision), "0 1| 2");
}

TEST(Race, WithoutAnyoneWhoSucceededNobodyGoesOn) {
  const Race race = make_races("grid", {}, trials_of(3, 2))[0];
  const RaceScore failed{0, std::nullopt};
  EXPECT_EQ(
      places_text(decide(race, 0, everyone(race), [&](const auto&) -> const RaceScore& { return failed; })),
      "| 0 1 2");
}

TEST(Race, BracketsShareTheSettingsAndStartALaterRungEach) {
  Halving halving{Halving::Over::epochs, 1.0 / 3, {20, 60}};
  halving.brackets = 3;
  const auto races = make_races("grid", halving, trials_of(11, 1));
  ASSERT_EQ(races.size(), 3u);
  // Weights 9/3, 3/2 and 1 of 5.5: of 11 settings 6, 3 and 2.
  EXPECT_EQ(places_of(races[0]), (std::vector<std::size_t>{6, 2, 1}));
  EXPECT_EQ(places_of(races[1]), (std::vector<std::size_t>{3, 1}));
  EXPECT_EQ(places_of(races[2]), (std::vector<std::size_t>{2}));
  EXPECT_EQ(races[1].rungs[0].epochs, 60);
  EXPECT_EQ(races[2].name, "grid: convex ff ct, bracket 3");
}

TrialOutcome outcome_of(const std::string& status, const std::vector<double>& accuracies) {
  TrialOutcome outcome;
  outcome.result.status = status;
  outcome.result.epochs_done = static_cast<std::int64_t>(accuracies.size());
  for (const double accuracy : accuracies) {
    outcome.epochs.emplace_back();
    outcome.epochs.back().val_acc = accuracy;
  }
  return outcome;
}

TEST(Race, APausedTrialIsJudgedByItsBestEpochSoFar) {
  const RaceScore score = score_of(outcome_of(status::kPaused, {0.5, 0.8, 0.7}));
  EXPECT_EQ(score.epochs, 3);
  EXPECT_EQ(score.after(3), 0.8);
}

// So that a setting of an earlier race has no start over those that are new.
TEST(Race, EpochsAfterTheRungDoNotCount) {
  TrialOutcome outcome = outcome_of(status::kDone, {0.5, 0.6, 0.9});
  outcome.result.best_val_acc = 0.9;
  EXPECT_EQ(score_of(outcome).after(2), 0.6);
  EXPECT_EQ(score_of(outcome).after(0), 0.9);
}

TEST(Race, ATrialThatEndedIsJudgedByItsReportedEpoch) {
  TrialOutcome outcome = outcome_of(status::kDone, {0.9, 0.6});  // the first on simplified data
  outcome.result.best_val_acc = 0.6;
  EXPECT_EQ(score_of(outcome).after(0), 0.6);
  outcome.result.best_val_acc = kUnset;
  EXPECT_FALSE(score_of(outcome).after(0));
  outcome.result.status = status::kDiverged;
  outcome.result.best_val_acc = 0.9;
  EXPECT_FALSE(score_of(outcome).after(0));
  EXPECT_FALSE(score_of(outcome).after(1)) << "it has failed, if later";
}

TEST(Race, AnotherRuleIsAnotherRace) {
  const auto trials = trials_of(4, 2);
  Halving other;
  other.keep = 0.25;
  EXPECT_NE(make_races("grid", {}, trials)[0].id, make_races("grid", other, trials)[0].id);
}

}  // namespace
}  // namespace friendly
