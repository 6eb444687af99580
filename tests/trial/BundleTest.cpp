#include <gtest/gtest.h>

#include <set>

#include "trial/Bundle.hpp"

namespace friendly {
namespace {

TrialSpec nft_spec() {
  TrialSpec spec = default_spec("nft", "ff");
  spec.simplifier = "ff";
  return spec;
}

TEST(Shape, ReplicasMayDifferInRunRatesPenaltiesAndPlans) {
  const TrialSpec spec = nft_spec();
  TrialSpec other = spec;
  other.run = 2;
  other.lr_clf = other.lr_simp = 0.5;
  other.weight_decay_clf = other.weight_decay_simp = 0.5;
  other.beta_simp = 7;
  other.ratio_simp = 0.85;
  other.scaling = "linear";
  EXPECT_EQ(shape_of(other), shape_of(spec));
}

TEST(Shape, ChangesToTensorsDataOrLoopsMakeANewShape) {
  const TrialSpec spec = nft_spec();
  std::set<std::string> shapes = {shape_of(spec)};
  const auto is_new = [&](auto change) {
    TrialSpec other = spec;
    change(other);
    return shapes.insert(shape_of(other)).second;
  };
  EXPECT_TRUE(is_new([](TrialSpec& s) { s.method = "ct"; }));
  EXPECT_TRUE(is_new([](TrialSpec& s) { s.dataset = "convex"; }));
  EXPECT_TRUE(is_new([](TrialSpec& s) { s.arch = "ff2"; }));
  EXPECT_TRUE(is_new([](TrialSpec& s) { s.seed = 2; }));
  EXPECT_TRUE(is_new([](TrialSpec& s) { s.epochs = 9; }));
  EXPECT_TRUE(is_new([](TrialSpec& s) { s.batch_size = 64; }));
  EXPECT_TRUE(is_new([](TrialSpec& s) { s.optim = "rmsprop"; }));
  EXPECT_TRUE(is_new([](TrialSpec& s) { s.hidden = {16, 784}; }));
  EXPECT_TRUE(is_new([](TrialSpec& s) { s.iterations_simp = 2; }));
  EXPECT_TRUE(is_new([](TrialSpec& s) { s.target_conditioning = true; }));
  EXPECT_TRUE(is_new([](TrialSpec& s) { s.noisy_labels = 0.1; }));
  EXPECT_TRUE(is_new([](TrialSpec& s) { s.n_train = 100; }));
  EXPECT_TRUE(is_new([](TrialSpec& s) { s.dtype = "float64"; }));
  EXPECT_TRUE(is_new([](TrialSpec& s) { s.acc_thres = 0.5; }));
  EXPECT_FALSE(is_new([](TrialSpec& s) { s.acc_thres = 0.6; }));
}

TEST(Shape, IgnoresWhatTheMethodDoesNotUse) {
  TrialSpec ct = default_spec("ct", "ff"), other = ct;
  other.n_filters_base = 16;
  other.iterations_simp = 3;
  EXPECT_EQ(shape_of(other), shape_of(ct));
}

TEST(Shape, FriendlyTrainingMayDifferInItsInnerIterations) {
  TrialSpec ft = default_spec("ft", "ff"), other = ft;
  other.iterations_simp = 3;
  other.step_simp = 0.5;
  other.conf_thres = 0.9;
  EXPECT_EQ(shape_of(other), shape_of(ft));
  other.carry_gradient = false;
  EXPECT_NE(shape_of(other), shape_of(ft));
}

TEST(Bundle, SurvivesARoundTripThroughJson) {
  const TrialSpec spec = nft_spec();
  const Bundle bundle{3, {{trial_key(spec), "grid", spec}}};
  const auto copy = bundle_from_json(nlohmann::json::parse(to_json(bundle).dump()));
  EXPECT_EQ(copy.id, 3);
  ASSERT_EQ(copy.trials.size(), 1u);
  EXPECT_EQ(copy.trials[0].key, bundle.trials[0].key);
  EXPECT_EQ(copy.trials[0].grid, "grid");
  EXPECT_EQ(trial_key(copy.trials[0].spec), bundle.trials[0].key);
}

}  // namespace
}  // namespace friendly
