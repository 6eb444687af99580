#include <gtest/gtest.h>
#include <torch/script.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "Support.hpp"
#include "core/AtomicFile.hpp"
#include "train/ClassifierFolder.hpp"

namespace friendly {
namespace {

namespace fs = std::filesystem;

constexpr const char *kOne = "0123456789abcdef", *kOther = "fedcba9876543210";

class ClassifierFolderTest : public ::testing::Test {
 protected:
  ~ClassifierFolderTest() override { fs::remove_all(path_); }

  void add(const std::string& name, const std::string& content = "") const {
    fs::create_directories(path_);
    std::ofstream(path_ + "/" + name) << content;
  }

  std::set<std::string> files() const {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(path_)) names.insert(entry.path().filename().string());
    return names;
  }

  const std::string path_ =
      (fs::temp_directory_path() / ("classifiers_" + std::to_string(::getpid()))).string();
  ClassifierFolder folder_{path_};
};

// The replicas of the array are in another order than the trials, and one that simplifies to the end has no
// reported epoch.
TEST_F(ClassifierFolderTest, HasTheReportedEpochOfEachTrial) {
  const Dataset data = testing::small_images();
  const auto specs = testing::varied_specs(testing::short_spec("ft", "ff2", 5));
  const auto outcomes = testing::train(specs, data, &folder_);
  std::set<std::string> expected;
  for (std::size_t i = 0; i < specs.size(); ++i) {
    const std::int64_t epoch = outcomes[i].result.best_epoch;
    if (epoch < 0) continue;
    expected.insert(trial_key(specs[i]) + ".pt");
    torch::jit::Module module = torch::jit::load(path_ + "/" + trial_key(specs[i]) + ".pt");
    const auto logits = module.forward({data.valid.inputs.to(torch::kFloat64)}).toTensor();
    const double loss = torch::cross_entropy_loss(logits, data.valid.labels).item<double>();
    EXPECT_NEAR(loss, outcomes[i].epochs[static_cast<std::size_t>(epoch)].val_loss, 1e-9) << "trial " << i;
  }
  EXPECT_EQ(expected.size(), 3u);
  EXPECT_EQ(files(), expected);
}

TEST_F(ClassifierFolderTest, KeepsTheWinnersUnderTheirNames) {
  add(std::string(kOne) + ".pt", "winner");
  add(std::string(kOther) + ".pt");
  add("ct-ff." + std::string(kOther) + ".pt");
  add(fs::path(aside_path(std::string(kOne) + ".pt")).filename().string());
  add("mine.pt");
  const std::string named = "nft-noise=0.1." + std::string(kOne) + ".pt";
  for (int again = 0; again < 2; ++again) {
    EXPECT_EQ(folder_.keep_only({{kOne, "nft-noise=0.1"}, {"0000000000000000", "absent"}}),
              std::vector<std::string>{kOne});
    EXPECT_EQ(files(), (std::set<std::string>{named, "mine.pt"}));
  }
  EXPECT_EQ(folder_.path_of("nft-noise=0.1", kOne), path_ + "/" + named);
  std::string content;
  std::ifstream(path_ + "/" + named) >> content;
  EXPECT_EQ(content, "winner");
}

TEST_F(ClassifierFolderTest, AClassifierThatCannotBeWrittenCostsNoTrial) {
  std::ofstream(path_) << "a file";
  const auto outcomes =
      testing::train({testing::short_spec("ct", "ff", 1)}, testing::small_images(), &folder_);
  EXPECT_EQ(outcomes[0].result.status, status::kDone);
  EXPECT_GE(outcomes[0].result.best_epoch, 0);
  EXPECT_TRUE(folder_.keep_only({{kOne, "ct"}}).empty());
}

}  // namespace
}  // namespace friendly
