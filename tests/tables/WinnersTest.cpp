#include <gtest/gtest.h>

#include "tables/Rows.hpp"
#include "tables/Winners.hpp"

namespace friendly {
namespace {

TEST(Winners, AreTheBestTrialsOfTheBestSettings) {
  // NFT: beta 2 is best with a mean of 0.7, although beta 1 has the best single trial.
  const std::vector<TrialRow> rows = {trial("nft", 1, 1, 0.9, 0.5), trial("nft", 1, 2, 0.4, 0.5),
                                      trial("nft", 2, 1, 0.6, 0.5), trial("nft", 2, 2, 0.8, 0.5),
                                      trial("ct", 0, 1, 0.5, 0.5)};
  const auto found = winners(rows);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].group, "fashion-ff-nft");
  EXPECT_EQ(found[0].key, trial_key(rows[3].trial.spec));
  EXPECT_EQ(found[1].group, "fashion-ff-ct");
  EXPECT_EQ(found[1].key, trial_key(rows[4].trial.spec));
}

// Its row has the key of a trial that was scored every epoch.
TEST(Winners, HaveTheKeyOfTheirOwnRow) {
  std::vector<TrialRow> rows = {trial("ct", 0, 1, 0.5, 0.5), trial("ct", 0, 2, 0.75, 0.5)};
  rows[1].trial.spec.test_when = "epoch";
  EXPECT_EQ(winners(rows).at(0).key, trial_key(rows[1].trial.spec));
}

TEST(Winners, OfEqualTrialsTheLowestRunWins) {
  const std::vector<TrialRow> rows = {trial("nft", 1, 3, 0.75, 0.9), trial("nft", 1, 2, 0.75, 0.5),
                                      trial("nft", 1, 1, 0.5, 0.9)};
  EXPECT_EQ(winners(rows).at(0).key, trial_key(rows[1].trial.spec));
}

TEST(Winners, AreNamedByWhatTellsTheirGroupsApart) {
  std::vector<TrialRow> rows = {trial("ct", 0, 1, 0.5, 0.5), trial("ct", 0, 1, 0.5, 0.5)};
  rows[1].trial.spec.epochs = 7;
  rows[1].trial.spec.noisy_labels = 0.25;
  const auto found = winners(rows);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].group, "fashion-ff-ct-epochs=200-noisy_labels=0");
  EXPECT_EQ(found[1].group, "fashion-ff-ct-epochs=7-noisy_labels=0.25");
}

TEST(Winners, AGroupWithoutAReportedEpochHasNone) {
  EXPECT_TRUE(winners({ended(trial("ct", 0, 1, 1, 1), status::kFailed, 3)}).empty());
  EXPECT_TRUE(winners({}).empty());
}

}  // namespace
}  // namespace friendly
