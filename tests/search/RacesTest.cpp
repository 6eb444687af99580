#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "search/Fixtures.hpp"
#include "search/Races.hpp"

namespace friendly {
namespace {

using Keys = std::vector<std::string>;

/// Settings with a lower number are better: their accuracy.
RaceScore planted(const std::string& key, std::int64_t epochs = 0) {
  return {epochs, 1 - 0.01 * std::stoi(key)};
}

TEST(Races, ARungBeginsWhenTheOneBeforeIsComplete) {
  Races races(make_races("grid", {}, trials_of(4, 2)));
  auto begun = races.begun();
  ASSERT_EQ(begun.size(), 1u);
  EXPECT_EQ(begun[0].keys, (Keys{"0.1", "1.1", "2.1", "3.1"}));
  for (const char* key : {"3.1", "0.1", "2.1"}) races.record(key, planted(key));
  EXPECT_TRUE(races.decide().empty());
  EXPECT_TRUE(races.begun().empty());
  races.record("1.1", planted("1.1"));
  const auto decisions = races.decide();
  ASSERT_EQ(decisions.size(), 1u);
  EXPECT_EQ(places_text(decisions[0]), "0 1| 2 3");
  begun = races.begun();
  ASSERT_EQ(begun.size(), 1u);
  EXPECT_EQ(begun[0].keys, (Keys{"0.2", "1.2"}));
  EXPECT_EQ(begun[0].place, 4u) << "behind the first rung's four trials";
  EXPECT_TRUE(races.has_left("3.2"));
  EXPECT_FALSE(races.has_left("1.2"));
  const auto leavers = races.take_leavers();
  ASSERT_EQ(leavers.size(), 4u) << "both trials of two settings";
  EXPECT_EQ(leavers[0].key, "2.1");
  EXPECT_EQ(leavers[0].reason, "left after run 1, place 3 of 4 (mean validation error 2.00 %); 2 went on");
  EXPECT_TRUE(races.take_leavers().empty());
  EXPECT_FALSE(races.are_over());
  races.record("0.2", planted("0.2"));
  races.record("1.2", planted("1.2"));
  EXPECT_TRUE(races.decide().empty());
  EXPECT_TRUE(races.are_over());
}

TEST(Races, OverEpochsTrialsPauseAndGoOn) {
  Races races(make_races("grid", {Halving::Over::epochs, 0.5, {5}}, trials_of(2, 2)));
  auto begun = races.begun();
  EXPECT_EQ(begun[0].epochs, 5);
  for (const char* key : {"0.1", "0.2", "1.1", "1.2"}) races.record(key, planted(key, 5));
  ASSERT_EQ(races.decide().size(), 1u);
  begun = races.begun();
  ASSERT_EQ(begun.size(), 1u);
  EXPECT_EQ(begun[0].keys, (Keys{"0.1", "0.2"}));
  EXPECT_EQ(begun[0].epochs, 0);
  EXPECT_EQ(begun[0].trained_before, 5);
  races.record("0.1", planted("0.1"));
  races.record("0.2", planted("0.2"));
  races.decide();
  EXPECT_TRUE(races.are_over());
}

// Of trials of 200 epochs. Over epochs: 6 of 9 settings leave after epoch 20, 2 more after epoch 60.
TEST(Races, SayWhatTheyWillNotTrain) {
  const auto epochs_of = [](const std::string&) { return 200; };
  EXPECT_EQ(Races(make_races("grid", {}, trials_of(4, 2))).epochs_spared(epochs_of), 2 * 200);
  Races races(make_races("grid", {Halving::Over::epochs, 1.0 / 3, {20, 60}}, trials_of(9, 2)));
  EXPECT_EQ(races.epochs_spared(epochs_of), 2 * (6 * 180 + 2 * 140));
  // One of a setting's two trials fails, and the other one leaves with it after epoch 20: five leave besides.
  races.record("8.1", {0, std::nullopt});
  EXPECT_EQ(races.epochs_spared(epochs_of), 180 + 2 * (5 * 180 + 2 * 140));
  for (const Trial& trial : trials_of(9, 2))
    if (trial.key != "8.1") races.record(trial.key, planted(trial.key, 20));
  ASSERT_EQ(races.decide().size(), 1u);
  EXPECT_EQ(races.epochs_spared(epochs_of), 2 * 2 * 140);
  races.call_off([](const std::string&) { return true; });
  EXPECT_EQ(races.epochs_spared(epochs_of), 0);
}

TEST(Races, AScoreOfFewerEpochsThanTheRungNeedsDoesNotCount) {
  Races races(make_races("grid", {Halving::Over::epochs, 0.5, {5, 10}}, trials_of(1, 1)));
  races.record("0.1", planted("0.1", 5));
  EXPECT_EQ(races.decide().size(), 1u);
  EXPECT_TRUE(races.decide().empty());
  races.record("0.1", planted("0.1", 10));
  EXPECT_EQ(races.decide().size(), 1u);
}

TEST(Races, ATrialThatEndsEarlyIsOutOfTheRace) {
  Races races(make_races("grid", {Halving::Over::epochs, 0.5, {5}}, trials_of(2, 1)));
  races.record("0.1", {0, std::nullopt});
  races.record("1.1", planted("1.1", 5));
  EXPECT_EQ(places_text(races.decide().at(0)), "1| 0");
}

TEST(Races, IfEveryoneFailsTheRaceIsOver) {
  Races races(make_races("grid", {}, trials_of(2, 2)));
  races.record("0.1", {0, std::nullopt});
  races.record("1.1", {0, std::nullopt});
  EXPECT_EQ(races.decide().size(), 1u);
  EXPECT_TRUE(races.are_over());
}

TEST(Races, TheOrderOfScoresDecidesNothing) {
  std::vector<std::string> texts;
  for (unsigned seed = 0; seed < 20; ++seed) {
    Races races(make_races("grid", {}, trials_of(9, 3)));
    std::mt19937 engine(seed);
    std::string text;
    for (auto begun = races.begun(); !begun.empty(); begun = races.begun()) {
      Keys keys = begun[0].keys;
      std::shuffle(keys.begin(), keys.end(), engine);
      for (const std::string& key : keys) races.record(key, planted(key));
      for (const Decision& decision : races.decide()) text += places_text(decision) + "\n";
    }
    EXPECT_TRUE(races.are_over());
    texts.push_back(text);
  }
  EXPECT_EQ(texts[0], "0 1 2 3 4| 5 6 7 8\n0 1 2| 3 4\n");
  EXPECT_EQ(std::count(texts.begin(), texts.end(), texts[0]), 20);
}

TEST(Races, AReplayedDecisionStandsWhateverTheScoresSay) {
  const auto all = make_races("grid", {}, trials_of(3, 2));
  Races first(all);
  for (const char* key : {"0.1", "1.1", "2.1"}) first.record(key, planted(key));
  const auto decisions = first.decide();
  Races second(all);
  for (const Decision& decision : decisions) second.replay(decision);
  second.record("2.1", {0, 1.0});  // tried again, and better than all the others
  EXPECT_TRUE(second.decide().empty());
  const auto begun = second.begun();
  ASSERT_EQ(begun.size(), 1u);
  EXPECT_EQ(begun[0].keys, (Keys{"0.2", "1.2"}));
  EXPECT_TRUE(second.has_left("2.2"));
}

TEST(Races, DecisionsOfOtherRacesAreIgnored) {
  Races races(make_races("grid", {}, trials_of(3, 2)));
  races.replay({"grid", "another", 0, 2, "run 1", {}});
  EXPECT_EQ(races.begun().at(0).keys.size(), 3u);
}

TEST(Races, ScoresRecordedBeforeTheirRungBeginsCount) {
  Races races(make_races("grid", {}, trials_of(2, 2)));
  for (const char* key : {"0.2", "0.1", "1.1"}) races.record(key, planted(key));
  EXPECT_EQ(races.decide().size(), 1u);
  EXPECT_TRUE(races.are_over()) << "the winner's second run is known already";
}

TEST(Races, ARaceThatIsCalledOffTrainsNothing) {
  auto all = make_races("grid", {}, trials_of(2, 2));
  all.push_back(make_races("grid", {}, trials_of(2, 2, "rectangles"))[0]);
  Races races(all);
  races.call_off([](const std::string& key) { return key == "0.1"; });
  const auto begun = races.begun();
  ASSERT_EQ(begun.size(), 1u);
  EXPECT_EQ(begun[0].keys[0], "rectangles0.1");
  EXPECT_EQ(begun[0].place, 3u) << "whether others race does not move it";
}

TEST(Races, TenThousandSettingsRace) {
  Races races(make_races("grid", {}, trials_of(10000, 4)));
  std::size_t trained = 0;
  for (auto begun = races.begun(); !begun.empty(); begun = races.begun()) {
    trained += begun[0].keys.size();
    for (const std::string& key : begun[0].keys) races.record(key, planted(key));
    races.decide();
  }
  EXPECT_EQ(trained, 10000u + 5000u + 2500u + 1250u);
}

}  // namespace
}  // namespace friendly
