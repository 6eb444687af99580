#include <gtest/gtest.h>

#include "sweep/Fixtures.hpp"
#include "sweep/TrialLedger.hpp"

namespace friendly {
namespace {

class TrialLedgerTest : public ::testing::Test {
 protected:
  static TrialOutcome ended_as(const std::string& status, const std::string& reason = "") {
    TrialOutcome outcome;
    outcome.result.status = status;
    outcome.result.reason = reason;
    return outcome;
  }

  const Trial first_ = make_trial(0.1), second_ = make_trial(0.2), old_ = make_trial(0.3);
  const Bundle bundle_{1, {first_, second_, old_}};
  FakeSink sink_;
  Races races_;
  TrialLedger ledger_{{old_.key}, {}, sink_, races_};
};

TEST_F(TrialLedgerTest, ATrialGetsOneRow) {
  ledger_.record(first_, ended_as(status::kDone));
  ledger_.record(first_, ended_as(status::kDiverged));
  ledger_.record(old_, ended_as(status::kDone));
  EXPECT_EQ(sink_.rows, (std::map<std::string, int>{{first_.key, 1}}));
  EXPECT_EQ(sink_.outcomes.at(first_.key).result.status, status::kDone);
  EXPECT_EQ(ledger_.done(), 1);
  EXPECT_EQ(ledger_.failed(), 0);
}

TEST_F(TrialLedgerTest, KnowsWhenABundleHasAllItsRows) {
  ledger_.record(first_, ended_as(status::kDone));
  EXPECT_FALSE(ledger_.has_all_rows(bundle_));
  ledger_.record(second_, ended_as(status::kFailed));
  EXPECT_TRUE(ledger_.has_all_rows(bundle_));
  EXPECT_EQ(ledger_.failed(), 1);
}

TEST_F(TrialLedgerTest, CountsLossesOfTrialsWithoutARow) {
  for (int i = 0; i < 2; ++i) {
    ledger_.started(bundle_);
    if (i == 1) ledger_.advanced(first_, 0);
    ledger_.lost(bundle_);
  }
  EXPECT_EQ(ledger_.losses(first_), 0);
  EXPECT_EQ(ledger_.losses(second_), 2);
  EXPECT_EQ(ledger_.losses(old_), 0);
  EXPECT_EQ(ledger_.losses(bundle_), 2);
  ledger_.record(second_, ended_as(status::kDone));
  EXPECT_EQ(ledger_.losses(bundle_), 0);
}

TEST_F(TrialLedgerTest, TheLastFailureIsTheRow) {
  ledger_.keep_failure(first_, ended_as(status::kFailed, "here"));
  ledger_.keep_failure(first_, ended_as(status::kFailed, "there"));
  EXPECT_TRUE(sink_.rows.empty());
  ledger_.end_as_failed(first_);
  EXPECT_EQ(sink_.outcomes.at(first_.key).result.reason, "there");
  EXPECT_FALSE(ledger_.has_failures());
}

TEST_F(TrialLedgerTest, FailuresThatAreTakenAreForgotten) {
  ledger_.keep_failure(first_, ended_as(status::kFailed, "here"));
  ASSERT_EQ(ledger_.take_failures(first_.key).size(), 1u);
  EXPECT_TRUE(ledger_.take_failures(first_.key).empty());
  ledger_.end_as_failed(first_);
  EXPECT_TRUE(sink_.rows.empty());
}

TEST_F(TrialLedgerTest, ACrashNamesTheLosses) {
  ledger_.started(bundle_);
  ledger_.lost(bundle_);
  ledger_.end_as_crashed({1, {first_}}, 7);
  const TrialResult& result = sink_.outcomes.at(first_.key).result;
  EXPECT_EQ(result.status, status::kCrashed);
  EXPECT_EQ(result.reason, "lost its rank 1 times without headway");
  EXPECT_EQ(result.rank, 7);
}

}  // namespace
}  // namespace friendly
