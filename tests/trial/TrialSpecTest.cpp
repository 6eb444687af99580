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

TEST(TrialSpec, WhatAnEarlierVersionDidNotWriteHasTheDefaultOfMethodAndArchitecture) {
  auto object = to_json(default_spec("ft", "resnet"));
  object["iterations_simp"] = 3;
  for (const char* name : {"batch_size", "weight_decay_clf", "hidden", "beta_simp"}) object.erase(name);
  const TrialSpec spec = spec_from_json(object);
  EXPECT_EQ(spec.batch_size, 128);
  EXPECT_EQ(spec.weight_decay_clf, 1e-4);
  EXPECT_EQ(spec.hidden, IntList());
  EXPECT_EQ(spec.beta_simp, 10);
  EXPECT_EQ(spec.iterations_simp, 3);
}

TEST(TrialSpec, JsonWithValuesOfAnotherTypeIsRefusedNamingTheField) {
  auto object = to_json(TrialSpec{});
  object["beta_simp"] = IntList{1};
  expect_contains(user_error([&] { spec_from_json(object); }), "cannot read the field \"beta_simp\"");
  object = to_json(TrialSpec{});
  object["arch"] = 5;
  expect_contains(user_error([&] { spec_from_json(object); }), "cannot read the field \"arch\"");
  expect_contains(user_error([] { spec_from_json(IntList{1}); }), "it is [1] instead of an object");
}

TEST(TrialResult, WhatAnEarlierVersionDidNotWriteHasItsDefault) {
  const EpochRecord record = epoch_from_json({{"epoch", 3}});
  EXPECT_EQ(record.epoch, 3);
  EXPECT_TRUE(std::isnan(record.val_acc));
  const TrialResult result = result_from_json({{"status", "failed"}, {"threads", 2}});
  EXPECT_EQ(result.status, "failed");
  EXPECT_EQ(result.threads, 2);
  EXPECT_EQ(result.best_epoch, -1);
  expect_contains(user_error([] {
                    result_from_json({{"threads", "two"}});
                  }),
                  "cannot read the field \"threads\"");
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
  outcome.log.epochs = {1};
  outcome.log.given = {0.1 + 0.2};
  const TrialOutcome copy = outcome_from_json(nlohmann::json::parse(to_json(outcome).dump()));
  EXPECT_EQ(copy.result.reason, "why");
  ASSERT_EQ(copy.epochs.size(), 2u);
  EXPECT_EQ(copy.epochs[1].val_acc, 0.1 + 0.2);
  EXPECT_EQ(copy.log.epochs, IntList{1});
  EXPECT_EQ(copy.log.given, std::vector<double>{0.1 + 0.2});
}

// What `friendly plan --points` of version 0.1.0 prints: later versions must find the same trials in its
// journals.
TEST(TrialSpec, KeysAreThoseOfVersion010) {
  TrialSpec ct = default_spec("ct", "ff");
  ct.dataset = "two_moons";
  EXPECT_EQ(trial_key(ct), "b55ccca25299dc03");

  TrialSpec nft = default_spec("nft", "cnn");
  nft.dataset = "mnist_rot";
  nft.run = 3;
  nft.lr_clf = 5e-4;
  nft.ratio_simp = 0.85;
  nft.beta_simp = 1000;
  EXPECT_EQ(trial_key(nft), "9036cbf0b0d40772");

  TrialSpec ft = default_spec("ft", "resnet");
  ft.dataset = "cifar10-n10";
  ft.conf_thres = 0.98;
  EXPECT_EQ(trial_key(ft), "d55da0df1e2954f4");

  TrialSpec eef = default_spec("eef", "ff2");
  eef.dataset = "wine";
  eef.noisy_labels = 0.2;
  eef.n_train = 5000;
  EXPECT_EQ(trial_key(eef), "55ca184f92c293bf");

  TrialSpec float64 = default_spec("nft", "ff");
  float64.dataset = "two_moons";
  float64.simplifier = "ff";
  float64.hidden = {16, 2};
  float64.acc_thres = 0.9;
  float64.target_conditioning = true;
  float64.dtype = "float64";
  EXPECT_EQ(trial_key(float64), "2592e52ec7ca056e");
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
  TrialSpec later = odd;
  later.test_when = "epoch";
  later.log_epochs = {0, 9};
  for (const TrialSpec& spec :
       {odd, later, default_spec("ft", "resnet"), default_spec("ct", "ff"), TrialSpec{}}) {
    auto object = to_json(canonical(spec));
    // Those that were added after version 0.1.0.
    if (spec.test_when == "end") object.erase("test_when");
    if (spec.log_epochs.empty()) object.erase("log_epochs");
    EXPECT_EQ(trial_key(spec), sha256(object.dump()).substr(0, 16));
  }
}

}  // namespace
}  // namespace friendly
