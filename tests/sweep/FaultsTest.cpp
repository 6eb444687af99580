#include <gtest/gtest.h>

#include <set>

#include "sweep/Faults.hpp"
#include "sweep/Fixtures.hpp"

namespace friendly {
namespace {

using Ranks = std::vector<int>;

class FaultsTest : public ::testing::Test {
 protected:
  Bundle bundle(double lr) { return {1, {make_trial(lr)}}; }
  std::string key(double lr) { return make_trial(lr).key; }
  /// A bundle of one trial fails on `rank`. Returns whether it is to be tried again.
  bool fails(int rank, double lr) {
    const bool again = faults_.failed(rank, key(lr));
    faults_.failed_as_a_whole(rank);
    return again;
  }

  std::set<int> available_ = {1, 2, 3};
  Faults faults_{4, 0, [this](int rank) { return available_.count(rank) > 0; }};
};

TEST_F(FaultsTest, ATrialThatFailsIsTriedOnAnotherRank) {
  EXPECT_TRUE(fails(1, 0.1));
  EXPECT_FALSE(faults_.may_train(1, bundle(0.1)));
  EXPECT_TRUE(faults_.may_train(2, bundle(0.1)));
  EXPECT_TRUE(faults_.can_be_tried(bundle(0.1)));
}

TEST_F(FaultsTest, WhereThereIsNoOtherRankAFailureIsTheTrials) {
  available_ = {1};
  EXPECT_FALSE(fails(1, 0.1));
  EXPECT_TRUE(faults_.may_train(1, bundle(0.2)));
}

TEST_F(FaultsTest, ATrialThatFailsOnTwoRanksHasFailed) {
  EXPECT_TRUE(fails(1, 0.1));
  EXPECT_FALSE(fails(2, 0.1));
  EXPECT_TRUE(faults_.may_train(1, bundle(0.2)));
  EXPECT_TRUE(faults_.may_train(2, bundle(0.2)));
}

TEST_F(FaultsTest, ARankThatNeverSucceededGetsNothingNewUntilTheVerdict) {
  fails(1, 0.1);
  EXPECT_FALSE(faults_.may_train(1, bundle(0.2)));
  EXPECT_TRUE(faults_.may_train(2, bundle(0.2)));
  fails(2, 0.3);
  EXPECT_TRUE(faults_.may_train(1, bundle(0.3)));
}

TEST_F(FaultsTest, ARankThatSucceededMayFailOnce) {
  faults_.succeeded(1, key(0.9));
  fails(1, 0.1);
  EXPECT_TRUE(faults_.may_train(1, bundle(0.2)));
  fails(1, 0.2);
  EXPECT_FALSE(faults_.may_train(1, bundle(0.3)));
}

TEST_F(FaultsTest, SuccessElsewhereBlamesTheRankThatNeverSucceeded) {
  fails(1, 0.1);
  EXPECT_EQ(faults_.succeeded(2, key(0.1)), Ranks{1});
  EXPECT_EQ(faults_.succeeded(2, key(0.2)), Ranks{});
}

TEST_F(FaultsTest, OneFailureIsForgivenARankThatSucceeds) {
  faults_.succeeded(1, key(0.9));
  fails(1, 0.1);
  EXPECT_EQ(faults_.succeeded(2, key(0.1)), Ranks{});
  fails(1, 0.2);
  EXPECT_EQ(faults_.succeeded(2, key(0.2)), Ranks{1});
}

// Otherwise two bad ranks could make failed rows of everything.
TEST_F(FaultsTest, WhereAnythingSucceedsAFailureNeedsASoundRanksWord) {
  faults_.succeeded(3, key(0.9));
  EXPECT_TRUE(fails(1, 0.1));
  EXPECT_TRUE(fails(2, 0.1));
  EXPECT_FALSE(fails(3, 0.1));
}

// The same, before the sound rank has finished its first bundle.
TEST_F(FaultsTest, AFailureNeedsTheWordOfARankThatIsStillTraining) {
  for (const int rank : {1, 2, 3}) faults_.started(rank);
  EXPECT_TRUE(fails(1, 0.1));
  EXPECT_TRUE(fails(2, 0.1));
  EXPECT_EQ(faults_.succeeded(3, key(0.1)), (Ranks{1, 2}));
}

TEST_F(FaultsTest, WhereEveryRankFailsTwoAreEnough) {
  for (const int rank : {1, 2, 3}) faults_.started(rank);
  for (const int rank : {1, 2, 3}) EXPECT_TRUE(fails(rank, 0.1 * rank));
  EXPECT_FALSE(fails(2, 0.1));
  EXPECT_FALSE(fails(3, 0.2));
}

TEST_F(FaultsTest, WhatOnlyUnavailableRanksCouldTryCannotBeTried) {
  faults_.succeeded(3, key(0.9));
  fails(1, 0.1);
  available_ = {1};
  EXPECT_FALSE(faults_.can_be_tried(bundle(0.1)));
  faults_.settle(key(0.1));
  EXPECT_TRUE(faults_.may_train(1, bundle(0.2)));
}

TEST_F(FaultsTest, RetriesAreGrantedEvenOnTheSameRank) {
  available_ = {1};
  Faults patient(2, 2, [this](int rank) { return available_.count(rank) > 0; });
  EXPECT_TRUE(patient.failed(1, key(0.1)));
  EXPECT_TRUE(patient.may_train(1, bundle(0.1)));
  EXPECT_TRUE(patient.failed(1, key(0.1)));
  EXPECT_FALSE(patient.failed(1, key(0.1)));
}

}  // namespace
}  // namespace friendly
