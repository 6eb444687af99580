#include <gtest/gtest.h>

#include "TestSupport.hpp"
#include "config/SweepFile.hpp"
#include "config/SweepText.hpp"

namespace friendly {
namespace {

class SweepText : public FolderTest {
 protected:
  std::string grid(const std::string& method) const { return "[[grid]]\nmethod = \"" + method + "\"\n"; }
  SweepPlan read(const std::string& path) const { return read_sweep_file(path, {"fashion"}); }
  std::string refusal(const std::string& path) const {
    return user_error([&] { read(path); });
  }
};

TEST_F(SweepText, IncludedFilesComeFirstAndKeepTheirDefaults) {
  write("parts/one.toml", "[defaults]\nepochs = 1\n" + grid("ct"));
  write("parts/two.toml", "[defaults]\nepochs = 2\n" + grid("ct"));
  const std::string all =
      write("all.toml",
            "include = [\"parts/one.toml\", \"parts/two.toml\"]\n[defaults]\nepochs = 3\n" + grid("ct"));
  const SweepPlan plan = read(all);
  ASSERT_EQ(plan.trials.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(plan.trials[i].spec.epochs, static_cast<std::int64_t>(i + 1));
  EXPECT_EQ(plan.file, all);
}

TEST_F(SweepText, IncludesAreRelativeToTheirFile) {
  write("a/b/inner.toml", grid("ct"));
  write("a/outer.toml", "include = \"b/inner.toml\"\n");
  EXPECT_EQ(read(write("top.toml", "include = \"a/outer.toml\"\n")).trials.size(), 1u);
}

TEST_F(SweepText, AFileThatIsIncludedTwiceIsReadOnce) {
  write("base.toml", grid("ct"));
  write("left.toml", "include = \"base.toml\"\n" + grid("nft"));
  write("right.toml", "include = \"./base.toml\"\n" + grid("ft"));
  const SweepPlan plan = read(write("all.toml", "include = [\"left.toml\", \"right.toml\"]\n"));
  EXPECT_EQ(plan.trials.size(), 3u);
  EXPECT_EQ(plan.merged, 0) << "no point was there twice";
}

TEST_F(SweepText, AllTextsAreKept) {
  const std::string part = write("part.toml", grid("ct"));
  const std::string all = write("all.toml", "include = \"part.toml\"");
  EXPECT_EQ(read(part).text, grid("ct"));
  EXPECT_EQ(read(all).text,
            "# ---- " + part + "\n" + grid("ct") + "# ---- " + all + "\ninclude = \"part.toml\"\n");
}

TEST_F(SweepText, MistakesNameTheFileInWhichTheyAre) {
  const std::string part = write("part.toml", "[[grid]]\nlr_smip = 1\n");
  const std::string all = write("all.toml", "\ninclude = \"part.toml\"\n");
  expect_contains(refusal(all), part + ":2: there is no hyperparameter \"lr_smip\"");
  write("all.toml", "\ninclude = [\"none.toml\"]\n");
  expect_contains(refusal(all), all + ":2: there is no file " + (folder_ / "none.toml").string());
  write("all.toml", "include = [1]\n");
  expect_contains(refusal(all), all + ":1: include is not a file name");
  write("all.toml", "inlude = \"part.toml\"\n");
  expect_contains(refusal(all), "did you mean include?");
  write("all.toml", "include = []\n");
  EXPECT_TRUE(read(all).trials.empty()) << "an empty list is as good as none";
}

TEST_F(SweepText, ACycleIsRefused) {
  const std::string one = write("one.toml", "include = \"two.toml\"\n" + grid("ct"));
  write("two.toml", grid("nft") + "\n");
  EXPECT_EQ(read(one).trials.size(), 2u);
  const std::string two = write("two.toml", "include = \"one.toml\"\n");
  expect_contains(refusal(one), two + ":1: " + one + " includes itself");
  expect_contains(refusal(write("self.toml", "include = \"self.toml\"\n")), "includes itself");
}

}  // namespace
}  // namespace friendly
