#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "Support.hpp"
#include "core/Error.hpp"
#include "train/ClassifierFile.hpp"

namespace friendly {
namespace {

namespace fs = std::filesystem;

class ClassifierFile : public ::testing::Test {
 protected:
  ~ClassifierFile() override { fs::remove(path_); }

  std::vector<TrialOutcome> train(const TrialSpec& spec, const Dataset& data,
                                  ClassifierKeeper& keeper) const {
    RunOptions options;
    options.observer = &keeper;
    return run_bundle({spec}, data, options);
  }

  const std::string path_ =
      (fs::temp_directory_path() / ("classifier_" + std::to_string(::getpid()) + ".pt")).string();
};

// With a learning rate of practically 0 the loaded classifier stays as it is, so its scores are those of the
// saved one.
TEST_F(ClassifierFile, SavesTheBestEpochAndStartsFromIt) {
  const Dataset data = testing::small_images();
  TrialSpec spec = testing::short_spec("ct", "ff2", 6);
  ClassifierKeeper saving("", path_);
  const TrialResult trained = train(spec, data, saving)[0].result;
  ASSERT_GE(trained.best_epoch, 0);

  spec.lr_clf = 1e-300;
  spec.weight_decay_clf = 0;
  spec.epochs = 1;
  ClassifierKeeper loading(path_, "");
  const auto records = train(spec, data, loading)[0].epochs;
  // One epoch moves the running statistics of ff2's batch norms a little, the weights not at all.
  EXPECT_NEAR(records[0].val_acc, trained.best_val_acc, 0.35);

  spec.arch = "ff";
  ClassifierKeeper other("", path_);
  const auto plain = train(spec, data, other);
  ClassifierKeeper again(path_, "");
  EXPECT_EQ(train(spec, data, again)[0].epochs[0].val_loss, plain[0].epochs[0].val_loss);
}

TEST_F(ClassifierFile, CanBeReadByPython) {
  const Dataset data = testing::small_images();
  ClassifierKeeper saving("", path_);
  train(testing::short_spec("ct", "ff2", 2), data, saving);
  const std::string script =
      "import sys, torch\n"
      "state = torch.jit.load(sys.argv[1]).state_dict()\n"
      "assert state['linear1.weight'].shape == (2500, 72), state['linear1.weight'].shape\n"
      "assert state['norm5.running_var'].shape == (500,)\n"
      "assert len(state) == 12 + 20, len(state)\n";
  const std::string command = std::string(FRIENDLY_PYTHON) + " -c \"" + script + "\" " + path_;
  EXPECT_EQ(std::system(command.c_str()), 0);
}

TEST_F(ClassifierFile, NamesTheTensorThatDoesNotFit) {
  const Dataset data = testing::small_images();
  ClassifierKeeper saving("", path_), loading(path_, "");
  train(testing::short_spec("ct", "ff", 1), data, saving);
  try {
    train(testing::short_spec("ct", "ff2", 1), data, loading);
    FAIL();
  } catch (const UserError& error) {
    EXPECT_NE(std::string(error.what()).find("linear1.weight is [10, 72] in the file and [2500, 72] here"),
              std::string::npos)
        << error.what();
  }
  ClassifierKeeper absent("/nonexistent.pt", "");
  EXPECT_THROW(train(testing::short_spec("ct", "ff", 1), data, absent), UserError);
}

}  // namespace
}  // namespace friendly
