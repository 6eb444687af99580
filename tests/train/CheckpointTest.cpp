#include "Support.hpp"
#include "TestSupport.hpp"
#include "core/Interrupted.hpp"
#include "train/Checkpoint.hpp"

namespace friendly {
namespace {

namespace fs = std::filesystem;
using testing::expect_equal;
using testing::short_spec;
using testing::small_images;

class Checkpoint : public FolderTest {
 protected:
  // Trains until should_stop() is called for the `stop`-th time; returns true if training ended before that.
  bool train_until(int stop, const std::vector<TrialSpec>& specs, const Dataset& data) {
    RunOptions options;
    options.checkpoint = path_;
    asked_ = 0;
    options.hooks.should_stop = [&] { return ++asked_ == stop; };
    try {
      outcomes_ = run_bundle(specs, data, options);
      return true;
    } catch (const Interrupted&) {
      return false;
    }
  }

  // Interrupts a run at each of its steps in turn, and then one run at every step.
  void expect_resumed_as_uninterrupted(const std::vector<TrialSpec>& specs, const Dataset& data) {
    const auto expected = testing::train(specs, data);
    const auto compare = [&] {
      for (std::size_t i = 0; i < specs.size(); ++i) expect_equal(outcomes_[i], expected[i], 0);
    };
    ASSERT_TRUE(train_until(-1, specs, data));
    const int steps = asked_;
    ASSERT_GE(steps, 6);
    for (int stop = 1; stop <= steps; ++stop) {
      SCOPED_TRACE("stopped at step " + std::to_string(stop));
      fs::remove(path_);
      ASSERT_FALSE(train_until(stop, specs, data));
      ASSERT_TRUE(train_until(-1, specs, data));
      EXPECT_EQ(asked_, steps - stop + 1) << "earlier steps must not be repeated";
      compare();
    }
    fs::remove(path_);
    int runs = 1;
    while (!train_until(2, specs, data)) ++runs;
    EXPECT_EQ(runs, steps);
    compare();
  }

  const std::string path_ = (folder_ / "checkpoint").string();
  std::vector<TrialOutcome> outcomes_;
  int asked_ = 0;
};

class Resumed : public Checkpoint, public ::testing::WithParamInterface<const char*> {};

TEST_P(Resumed, WithDropout) {
  std::vector<TrialSpec> specs = testing::varied_specs(short_spec(GetParam(), "cnn", 2));
  specs.resize(3);
  for (TrialSpec& spec : specs) spec.dtype = "float32";
  expect_resumed_as_uninterrupted(specs, small_images());
}

TEST_P(Resumed, WithAugmentation) {
  TrialSpec spec = short_spec(GetParam(), "ff", 2);
  spec.simplifier = "unet";
  spec.data_augmentation = true;
  spec.optim = "sgdc+adam";
  spec.cos_scheduler = "delayed";
  spec.lr_factor_clf = 0.5;
  expect_resumed_as_uninterrupted({spec}, small_images(22, {2, 6, 7}));
}

// Interruptions within and between the simplifier's passes, some of which not all replicas take part in.
TEST_F(Checkpoint, ResumesPassesThatSomeReplicasHaveLeft) {
  std::vector<TrialSpec> specs(3, short_spec("nft", "cnn", 2));
  specs[0].iterations_simp = 3;
  specs[1].iterations_simp = 3;
  specs[1].acc_thres = 0;
  expect_resumed_as_uninterrupted(specs, small_images(13));
}

INSTANTIATE_TEST_SUITE_P(Methods, Resumed, ::testing::Values("ct", "nft", "ft", "eef"),
                         [](const auto& parameter) { return std::string(parameter.param); });

// A replica that diverged before the interruption is not resumed.
TEST_F(Checkpoint, RemembersADivergence) {
  std::vector<TrialSpec> specs(2, short_spec("ct", "cnn", 3));
  specs[1].lr_clf = 1e200;
  const auto expected = testing::train(specs, small_images());
  ASSERT_EQ(expected[1].result.status, status::kDiverged);
  ASSERT_FALSE(train_until(5, specs, small_images()));
  ASSERT_TRUE(train_until(-1, specs, small_images()));
  for (std::size_t i = 0; i < 2; ++i) expect_equal(outcomes_[i], expected[i], 0);
}

TEST_F(Checkpoint, RefusesAFileOfOtherTrialsOrData) {
  std::vector<TrialSpec> specs(2, short_spec("ct", "ff", 2));
  const Dataset data = testing::two_moons();
  ASSERT_FALSE(train_until(2, specs, data));
  specs[1].lr_clf = 0.25;
  expect_contains(user_error([&] { train_until(-1, specs, data); }),
                  "does not belong to this run (trials/1/lr_clf is 0.01 in the file and 0.25 here)");
  specs[1].lr_clf = 0.01;
  specs.push_back(specs[0]);
  expect_contains(user_error([&] { train_until(-1, specs, data); }),
                  "(trials/2/acc_thres is absent in the file and null here)");
  specs.pop_back();
  Dataset other = data;
  other.checksum = "else";
  expect_contains(user_error([&] { train_until(-1, specs, other); }), "and \"else\" here");
  ASSERT_TRUE(train_until(-1, specs, data));
}

TEST_F(Checkpoint, RefusesAFileOfAnotherVersion) {
  std::vector<torch::Tensor> tensors = {torch::ones(2)};
  write_checkpoint(path_, {{"identity", {{"version", "0.0.9"}, {"seed", 1}}}}, tensors);
  expect_contains(user_error([&] {
                    read_checkpoint(path_, {{"version", "0.1.0"}, {"seed", 1}}, tensors);
                  }),
                  "version is \"0.0.9\" in the file and \"0.1.0\" here");
}

TEST_F(Checkpoint, ReturnsTheHeadAndTensorsThatWereWritten) {
  const torch::Tensor values = torch::randn({3, 2}, torch::kFloat64), flags = torch::tensor({true, false});
  const nlohmann::json head = {{"identity", {{"version", "1"}}}, {"rate", 0.1}};
  write_checkpoint(path_, head, {values, flags});
  std::vector<torch::Tensor> read = {torch::zeros({3, 2}, torch::kFloat64), torch::tensor({false, false})};
  EXPECT_EQ(read_checkpoint(path_, head.at("identity"), read), head);
  EXPECT_TRUE(read[0].equal(values));
  EXPECT_TRUE(read[1].equal(flags));
}

// Truncated anywhere, or with a bit in the middle flipped.
TEST_F(Checkpoint, RefusesADamagedFile) {
  std::vector<torch::Tensor> tensors = {torch::randn(1000)};
  const nlohmann::json identity = {{"version", "1"}};
  write_checkpoint(path_, {{"identity", identity}}, tensors);
  std::ifstream file(path_, std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(file), {}};
  const auto expect_refused = [&](const std::string& content) {
    write("checkpoint", content);
    expect_contains(user_error([&] { read_checkpoint(path_, identity, tensors); }),
                    "cannot read the checkpoint " + path_);
  };
  for (std::size_t part = 0; part < 8; ++part) expect_refused(whole.substr(0, whole.size() * part / 8));
  expect_refused("not a checkpoint at all");
  std::string changed = whole;
  changed[changed.size() / 2] = static_cast<char>(changed[changed.size() / 2] ^ 1);
  expect_refused(changed);
  write("checkpoint", whole);
  EXPECT_NO_THROW(read_checkpoint(path_, identity, tensors));
}

TEST_F(Checkpoint, ReportsAFileThatCannotBeWritten) {
  expect_contains(
      user_error([&] { write_checkpoint((folder_ / "absent" / "file").string(), {}, {torch::ones(1)}); }),
      "absent/file");
}

}  // namespace
}  // namespace friendly
