#include <gtest/gtest.h>

#include "trial/SettingNames.hpp"

namespace friendly {
namespace {

Trial trial_of(const std::string& method, double lr, double beta = 500) {
  TrialSpec spec = default_spec(method, "ff");
  spec.dataset = "convex";
  spec.lr_clf = lr;
  spec.beta_simp = beta;
  return {trial_key(spec), "grid", spec};
}

TEST(SettingNames, HaveWhatTellsTrialsApart) {
  const std::vector<Trial> trials = {trial_of("nft", 0.1), trial_of("nft", 0.01)};
  const SettingNames names(trials);
  EXPECT_EQ(names(trials[0].spec), "nft ff convex lr_clf=0.1");
  EXPECT_EQ(names(trials[1].spec), "nft ff convex lr_clf=0.01");
}

TEST(SettingNames, OmitWhatTheMethodDoesNotUse) {
  const std::vector<Trial> trials = {trial_of("ct", 0.1), trial_of("nft", 0.1, 1), trial_of("nft", 0.1, 2)};
  const SettingNames names(trials);
  EXPECT_EQ(names(trials[0].spec), "ct ff convex");
  EXPECT_EQ(names(trials[1].spec), "nft ff convex beta_simp=1") << "nothing else tells trials of nft apart";
}

TEST(SettingNames, AnUnsetNumberVariesOnlyAgainstASetOne) {
  Trial with = trial_of("nft", 0.1), without = trial_of("nft", 0.1);
  with.spec.acc_thres = 0.9;
  EXPECT_EQ(SettingNames({without, without})(without.spec), "nft ff convex");
  EXPECT_EQ(SettingNames({without, with})(without.spec), "nft ff convex acc_thres=none");
}

TEST(SettingNames, OneTrialHasAName) {
  EXPECT_EQ(SettingNames({trial_of("ct", 0.1)})(trial_of("ct", 0.1).spec), "ct ff convex");
}

}  // namespace
}  // namespace friendly
