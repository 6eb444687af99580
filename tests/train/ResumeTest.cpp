#include <limits>

#include "Support.hpp"
#include "TestSupport.hpp"
#include "core/Interrupted.hpp"

namespace friendly {
namespace {

namespace fs = std::filesystem;
using testing::expect_equal;
using testing::short_spec;
using testing::small_images;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Counts the losses that are differentiated: more than one per step in FT.
class LossCounter : public Observer {
 public:
  void on_loss(const Tile&, const torch::Tensor&, const torch::Tensor&) override { ++losses; }
  int losses = 0;
};

class Resume : public FolderTest {
 protected:
  // Trains as a new process would, until should_stop() is called for the `stop`-th time; returns true if
  // training ended before that.
  bool train_until(int stop, const std::vector<TrialSpec>& specs, const Dataset& data) {
    ReplicaStore store(folder_.string());
    RunOptions options;
    options.replicas = &store;
    options.checkpoint_share = kInfinity;
    options.timeout = timeout_;
    options.pause_after = pause_after_;
    options.observer = &counter_;
    asked_ = 0;
    options.hooks.should_stop = [&] { return ++asked_ == stop; };
    try {
      outcomes_ = run_bundle(specs, data, options);
      return true;
    } catch (const Interrupted&) {
      return false;
    }
  }

  void remove_files() const {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }

  void expect_outcomes(const std::vector<TrialOutcome>& expected) const {
    ASSERT_EQ(outcomes_.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
      SCOPED_TRACE("trial " + std::to_string(i));
      expect_equal(outcomes_[i], expected[i], 0);
    }
  }

  // Interrupts a run at each place where it can be, steps as well as evaluations, and then one run again and
  // again.
  void expect_resumed_as_uninterrupted(const std::vector<TrialSpec>& specs, const Dataset& data) {
    LossCounter whole;
    const auto expected = testing::train(specs, data, &whole);
    ASSERT_TRUE(train_until(-1, specs, data));
    const int places = asked_;
    ASSERT_GE(places, 8);
    for (int stop = 1; stop <= places; ++stop) {
      SCOPED_TRACE("stopped at place " + std::to_string(stop));
      remove_files();
      counter_.losses = 0;
      ASSERT_FALSE(train_until(stop, specs, data));
      ASSERT_TRUE(train_until(-1, specs, data));
      EXPECT_EQ(counter_.losses, whole.losses) << "no step may be repeated or left out";
      expect_outcomes(expected);
    }
    remove_files();
    counter_.losses = 0;
    // An evaluation starts anew when it was interrupted, so it must fit between two interruptions.
    const int pieces = 2 * static_cast<int>(specs.size());
    while (!train_until(pieces + 2, specs, data)) {
    }
    EXPECT_EQ(counter_.losses, whole.losses);
    expect_outcomes(expected);
  }

  std::vector<TrialOutcome> outcomes_;
  LossCounter counter_;
  double timeout_ = kInfinity;
  std::int64_t pause_after_ = 0;
  int asked_ = 0;
};

class ResumedMethod : public Resume, public ::testing::WithParamInterface<const char*> {};

TEST_P(ResumedMethod, WithDropout) {
  std::vector<TrialSpec> specs = testing::varied_specs(short_spec(GetParam(), "cnn", 2));
  specs.resize(3);
  for (TrialSpec& spec : specs) {
    spec.dtype = "float32";
    spec.log_epochs = {0, 1};
  }
  expect_resumed_as_uninterrupted(specs, small_images());
}

TEST_P(ResumedMethod, WithAugmentation) {
  TrialSpec spec = short_spec(GetParam(), "ff", 2);
  spec.simplifier = "unet";
  spec.data_augmentation = true;
  spec.optim = "sgdc+adam";
  spec.cos_scheduler = "delayed";
  spec.lr_factor_clf = 0.5;
  expect_resumed_as_uninterrupted({spec}, small_images(22, {2, 6, 7}));
}

// Four trials are interrupted as one array and resumed as arrays of one and of three, and the other way
// round. One of them never simplifies, so that alone it has no simplifier.
TEST_P(ResumedMethod, InAnotherArray) {
  std::vector<TrialSpec> specs = testing::varied_specs(short_spec(GetParam(), "cnn", 3));
  for (TrialSpec& spec : specs) spec.dtype = "float32";
  const Dataset data = small_images();
  const auto expected = testing::train(specs, data);
  for (std::size_t lone = 0; lone < specs.size(); ++lone) {
    SCOPED_TRACE("trial " + std::to_string(lone) + " alone");
    std::vector<TrialSpec> others = specs;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(lone));
    auto expected_others = expected;
    expected_others.erase(expected_others.begin() + static_cast<std::ptrdiff_t>(lone));
    remove_files();
    ASSERT_FALSE(train_until(14, specs, data));
    ASSERT_TRUE(train_until(-1, {specs[lone]}, data));
    expect_outcomes({expected[lone]});
    ASSERT_TRUE(train_until(-1, others, data));
    expect_outcomes(expected_others);
    remove_files();
    ASSERT_FALSE(train_until(7, {specs[lone]}, data));
    ASSERT_FALSE(train_until(16, others, data));
    ASSERT_TRUE(train_until(-1, specs, data));
    expect_outcomes(expected);
  }
}

// As in a race over epochs: all pause, and those that go on are trained among strangers.
TEST_P(ResumedMethod, AfterARungInAnotherArray) {
  std::vector<TrialSpec> specs = testing::varied_specs(short_spec(GetParam(), "cnn", 3));
  for (TrialSpec& spec : specs) spec.dtype = "float32";
  const Dataset data = small_images();
  const auto expected = testing::train(specs, data);
  pause_after_ = 1;
  ASSERT_TRUE(train_until(-1, specs, data));
  for (const TrialOutcome& paused : outcomes_) {
    EXPECT_EQ(paused.result.status, status::kPaused);
    ASSERT_EQ(paused.epochs.size(), 1u);
    EXPECT_TRUE(std::isnan(paused.epochs[0].test_acc)) << "test data are not looked at for a rung";
  }
  pause_after_ = 2;
  ASSERT_TRUE(train_until(-1, {specs[3], specs[1]}, data));
  EXPECT_EQ(outcomes_[0].epochs.size(), 2u);
  pause_after_ = 0;
  counter_.losses = 0;
  ASSERT_TRUE(train_until(-1, {specs[1]}, data));
  expect_outcomes({expected[1]});
  ASSERT_TRUE(train_until(-1, {specs[2], specs[3], specs[0]}, data));
  expect_outcomes({expected[2], expected[3], expected[0]});
}

TEST_P(ResumedMethod, WithLoggedPoints) {
  TrialSpec spec = short_spec(GetParam(), "ff", 2);
  spec.log_epochs = {0, 1};
  expect_resumed_as_uninterrupted({spec}, testing::two_moons());
}

INSTANTIATE_TEST_SUITE_P(Methods, ResumedMethod, ::testing::Values("ct", "nft", "ft", "eef"),
                         [](const auto& parameter) { return std::string(parameter.param); });

// Interruptions within and between the simplifier's passes, some of which not all replicas take part in.
TEST_F(Resume, PassesThatSomeReplicasHaveLeft) {
  std::vector<TrialSpec> specs(3, short_spec("nft", "cnn", 2));
  specs[0].iterations_simp = 3;
  specs[1].iterations_simp = 3;
  specs[1].acc_thres = 0;
  expect_resumed_as_uninterrupted(specs, small_images(13));
}

// A replica that diverged before the interruption is not resumed.
TEST_F(Resume, RemembersADivergence) {
  std::vector<TrialSpec> specs(2, short_spec("ct", "cnn", 3));
  specs[1].lr_clf = 1e200;
  const auto expected = testing::train(specs, small_images());
  ASSERT_EQ(expected[1].result.status, status::kDiverged);
  ASSERT_FALSE(train_until(9, specs, small_images()));
  ASSERT_TRUE(train_until(-1, {specs[1]}, small_images()));
  EXPECT_EQ(asked_, 0) << "alone it has nothing left to do";
  expect_outcomes({expected[1]});
  ASSERT_TRUE(train_until(-1, specs, small_images()));
  expect_outcomes(expected);
}

TEST_F(Resume, AFinishedTrialReturnsItsOutcomeAtOnce) {
  const std::vector<TrialSpec> specs = testing::varied_specs(short_spec("nft", "ff", 2));
  ASSERT_TRUE(train_until(-1, specs, testing::two_moons()));
  const auto first = outcomes_;
  counter_.losses = 0;
  ASSERT_TRUE(train_until(-1, specs, testing::two_moons()));
  EXPECT_EQ(counter_.losses, 0);
  expect_outcomes(first);
  EXPECT_EQ(outcomes_[0].result.start, first[0].result.start);
  EXPECT_GE(outcomes_[0].result.seconds, first[0].result.seconds);
}

TEST_F(Resume, ARungIsReachedAnewByATrialThatIsFurther) {
  const std::vector<TrialSpec> specs = {short_spec("ct", "ff", 3)};
  const Dataset data = small_images();
  pause_after_ = 1;
  ASSERT_TRUE(train_until(-1, specs, data));
  const auto expected = outcomes_;
  pause_after_ = 2;
  ASSERT_TRUE(train_until(-1, specs, data));
  pause_after_ = 1;
  ASSERT_TRUE(train_until(-1, specs, data));
  expect_outcomes(expected);
}

TEST_F(Resume, ADivergedTrialDoesNotPause) {
  std::vector<TrialSpec> specs(2, short_spec("ct", "cnn", 3));
  specs[1].lr_clf = 1e200;
  pause_after_ = 1;
  ASSERT_TRUE(train_until(-1, specs, small_images()));
  EXPECT_EQ(outcomes_[0].result.status, status::kPaused);
  EXPECT_EQ(outcomes_[1].result.status, status::kDiverged);
}

TEST_F(Resume, StartsAnewWithOtherDataOrTrials) {
  TrialSpec spec = short_spec("ct", "ff", 2);
  const Dataset data = testing::two_moons();
  ASSERT_TRUE(train_until(-1, {spec}, data));
  const int places = asked_;
  Dataset other = data;
  other.checksum = "else";
  ASSERT_TRUE(train_until(-1, {spec}, other));
  EXPECT_EQ(asked_, places);
  spec.lr_clf = 0.25;
  ASSERT_TRUE(train_until(-1, {spec}, data));
  EXPECT_EQ(asked_, places);
}

TEST_F(Resume, ATrialThatTookTooLongKeepsAllItsEpochs) {
  const TrialSpec spec = short_spec("ct", "ff", 4);
  const Dataset data = testing::two_moons();
  const auto expected = testing::train({spec}, data);
  // 60 examples in minibatches of 8 and an evaluation of one piece: 9 places an epoch.
  ASSERT_FALSE(train_until(25, {spec}, data));
  timeout_ = 0;
  ASSERT_TRUE(train_until(-1, {spec}, data));
  EXPECT_EQ(outcomes_[0].result.status, status::kFailed);
  EXPECT_EQ(outcomes_[0].result.reason, "took longer than --trial-timeout 0");
  EXPECT_EQ(outcomes_[0].result.epochs_done, 2);
  ASSERT_EQ(outcomes_[0].epochs.size(), 2u);
  EXPECT_EQ(outcomes_[0].epochs[1].val_loss, expected[0].epochs[1].val_loss);
  timeout_ = kInfinity;
  ASSERT_TRUE(train_until(-1, {spec}, data));
  expect_outcomes(expected);
}

// Wherever a run goes on, the file must hold neither a device nor random generators.
TEST_F(Resume, KeepsWhatAReplicaIsAndNothingElse) {
  ASSERT_FALSE(train_until(5, {short_spec("ct", "cnn", 2)}, small_images()));
  ASSERT_EQ(std::distance(fs::directory_iterator(folder_), {}), 1);
  const ReplicaFile file(fs::directory_iterator(folder_)->path().string());
  std::vector<std::string> facts;
  for (const auto& item : file.facts().items()) facts.push_back(item.key());
  EXPECT_EQ(facts, (std::vector<std::string>{"epochs", "learning_rate", "position", "result", "schedule"}));
  // The cnn on 9 × 8 images: 320 + 18 496 + 64 · 2 · 2 · 128 + 128 + 128 · 3 + 3 parameters, the best
  // epoch's, and twice as many moments; the step count and the epoch's two sums in 8 bytes each, too. Nothing
  // else is of any size.
  const std::uintmax_t tensors = 8 * (4 * (320 + 18496 + 32768 + 128 + 384 + 3) + 3);
  const std::uintmax_t size = fs::file_size(file.path());
  EXPECT_GT(size, tensors);
  EXPECT_LT(size, tensors + 3000);
}

TEST_F(Resume, GoesOnWithoutAFolderToSaveTo) {
  const TrialSpec spec = short_spec("ct", "ff", 2);
  ReplicaStore store(write("file", "") + "/folder");
  RunOptions options;
  options.replicas = &store;
  options.checkpoint_share = kInfinity;
  expect_equal(run_bundle({spec}, testing::two_moons(), options)[0],
               testing::train({spec}, testing::two_moons())[0], 0);
}

}  // namespace
}  // namespace friendly
