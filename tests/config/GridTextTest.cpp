#include <gtest/gtest.h>

#include "TestSupport.hpp"
#include "config/GridText.hpp"
#include "config/SweepFile.hpp"

namespace friendly {
namespace {

class GridText : public FolderTest {
 protected:
  SweepPlan read_back(const std::string& text) const {
    return read_sweep_file(write("sweep.toml", text), {"fashion", "convex"});
  }
};

TEST_F(GridText, IsReadBackAsTheSameSettingWithOtherRuns) {
  TrialSpec spec = default_spec("nft", "cnn2");
  spec.dataset = "convex";
  spec.run = 3;
  spec.lr_simp = 0.000123456;
  spec.simplifier = "ff";
  spec.hidden = {16, 784};
  spec.acc_thres = 0.5;
  spec.target_conditioning = true;
  spec = canonical(spec);
  const auto plan = read_back(grid_text("convex \"cnn2\" nft", spec, {4, 5}));
  ASSERT_EQ(plan.trials.size(), 2u);
  EXPECT_EQ(plan.trials[0].grid, "convex \"cnn2\" nft");
  for (const std::int64_t run : {4, 5}) {
    spec.run = run;
    EXPECT_EQ(plan.trials[static_cast<std::size_t>(run - 4)].key, trial_key(spec));
  }
}

TEST_F(GridText, OmitsWhatIsNotUsedOrNotSet) {
  const std::string text = grid_text("a", canonical(default_spec("ct", "ff")), {1});
  EXPECT_EQ(text.find("beta_simp"), std::string::npos);
  EXPECT_EQ(text.find("null"), std::string::npos);
  expect_contains(text, "run = [1]\n");
  EXPECT_TRUE(read_back(text).notices.empty());
}

}  // namespace
}  // namespace friendly
