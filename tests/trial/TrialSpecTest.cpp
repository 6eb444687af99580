#include <gtest/gtest.h>

#include <cmath>

#include "TestSupport.hpp"
#include "core/Digest.hpp"
#include "trial/TrialResult.hpp"
#include "trial/TrialSpec.hpp"

namespace friendly {
namespace {

// docs/method.md, "Optimisers and schedules".
TEST(TrialSpec, DefaultsDependOnArchitectureAndMethod) {
  EXPECT_EQ(default_spec("nft", "ff").batch_size, 32);
  EXPECT_EQ(default_spec("nft", "ff").weight_decay_clf, 1e-8);
  EXPECT_EQ(default_spec("ft", "cnn").weight_decay_clf, 1e-4);
  EXPECT_EQ(default_spec("ct", "resnet").lr_clf, 0.1);
  EXPECT_EQ(default_spec("ct", "resnet").lr_factor_clf, 1);
  EXPECT_EQ(default_spec("nft", "resnet").lr_factor_clf, 0.1);
  EXPECT_EQ(default_spec("ft", "resnet").lr_clf, 1e-4);
}

TEST(TrialSpec, KeyIgnoresWhatTheMethodDoesNotUse) {
  TrialSpec a = default_spec("ct", "ff"), b = a;
  b.beta_simp = 5;
  b.ratio_simp = 0.25;
  EXPECT_EQ(trial_key(a), trial_key(b));
  b.lr_clf = 1e-3;
  EXPECT_NE(trial_key(a), trial_key(b));

  TrialSpec unet = default_spec("nft", "ff"), other = unet;
  other.hidden = {16, 784};
  EXPECT_EQ(trial_key(unet), trial_key(other));
  unet.simplifier = other.simplifier = "ff";
  EXPECT_NE(trial_key(unet), trial_key(other));
}

TEST(TrialSpec, JsonKeepsEveryBit) {
  TrialSpec spec;
  spec.lr_simp = 0.1 + 0.2;
  spec.hidden = {3, 4};
  const TrialSpec copy = spec_from_json(nlohmann::json::parse(to_json(spec).dump()));
  EXPECT_EQ(copy.lr_simp, spec.lr_simp);
  EXPECT_EQ(copy.hidden, spec.hidden);
  EXPECT_TRUE(std::isnan(copy.acc_thres));
}

TEST(TrialSpec, JsonOfAnotherVersionIsRefusedNamingTheField) {
  auto object = to_json(TrialSpec{});
  object.erase("beta_simp");
  expect_contains(user_error([&] { spec_from_json(object); }), "cannot read the field \"beta_simp\"");
}

TEST(TrialResult, NonFiniteLossesSurviveARoundTripThroughJson) {
  EpochRecord record;
  record.train_loss = HUGE_VAL;
  record.val_loss = -HUGE_VAL;
  const EpochRecord copy = epoch_from_json(nlohmann::json::parse(to_json(record).dump()));
  EXPECT_EQ(copy.train_loss, HUGE_VAL);
  EXPECT_EQ(copy.val_loss, -HUGE_VAL);
  EXPECT_TRUE(std::isnan(copy.test_loss));
}

TEST(TrialResult, OutcomesKeepTheirEpochsInJson) {
  TrialOutcome outcome;
  outcome.result.reason = "why";
  outcome.epochs.resize(2);
  outcome.epochs[1].val_acc = 0.1 + 0.2;
  const TrialOutcome copy = outcome_from_json(nlohmann::json::parse(to_json(outcome).dump()));
  EXPECT_EQ(copy.result.reason, "why");
  ASSERT_EQ(copy.epochs.size(), 2u);
  EXPECT_EQ(copy.epochs[1].val_acc, 0.1 + 0.2);
}

// Keys are computed without building the JSON object that defines them.
TEST(TrialSpec, KeyIsTheDigestOfTheCanonicalJson) {
  TrialSpec odd = default_spec("nft", "cnn");
  odd.dataset = "a \"quoted\" name/ö";
  odd.hidden = {256, 784};
  odd.simplifier = "ff";
  odd.acc_thres = 0.1 + 0.2;
  odd.lr_simp = 5e-324;
  odd.beta_simp = HUGE_VAL;
  odd.seed = -9223372036854775807;
  odd.optim = "sgdc+adam";
  for (const TrialSpec& spec : {odd, default_spec("ft", "resnet"), default_spec("ct", "ff"), TrialSpec{}})
    EXPECT_EQ(trial_key(spec), sha256(to_json(canonical(spec)).dump()).substr(0, 16));
}

}  // namespace
}  // namespace friendly
