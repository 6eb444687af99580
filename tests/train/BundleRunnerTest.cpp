#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <new>

#include "TestSupport.hpp"
#include "core/Interrupted.hpp"
#include "train/BundleRunner.hpp"
#include "trial/Bundle.hpp"

namespace friendly {
namespace {

/// Refuses memory to arrays of more than `most` trials.
class ShortMemory : public Observer {
 public:
  explicit ShortMemory(std::int64_t most) : most_(most) {}
  void on_start(TrialArray& array) override {
    tried.push_back(array.replicas());
    if (array.replicas() > most_) throw std::bad_alloc();
  }

  std::vector<std::int64_t> tried;

 private:
  std::int64_t most_;
};

Bundle small_bundle(std::int64_t epochs, int trials) {
  TrialSpec spec = default_spec("ct", "ff");
  spec.dataset = "two_moons";
  spec.n_examples = 40;
  spec.epochs = epochs;
  Bundle bundle{epochs, {}};
  for (int run = 1; run <= trials; ++run) {
    spec.run = run;
    bundle.trials.push_back({trial_key(spec), "grid", spec});
  }
  return bundle;
}

std::vector<TrialOutcome> train(BundleRunner& runner, const Bundle& bundle) {
  return runner(bundle, {[](std::size_t, const EpochRecord&) {}, [] { return false; }});
}

BundleRunner runner_with(Observer& observer) {
  BundleRunner runner;
  runner.datasets = std::make_shared<DatasetStore>(std::vector<std::string>());
  runner.halves_bundles = true;
  runner.observer = &observer;
  return runner;
}

// Of eight trials two fit into memory, so the bundle is halved until they do. The next bundle of that shape
// is halved at once until its size has not failed yet; one of another shape is tried as a whole.
TEST(BundleRunner, RemembersWhichSizesRanOutOfMemory) {
  ShortMemory memory(2);
  BundleRunner runner = runner_with(memory);
  const auto outcomes = train(runner, small_bundle(1, 8));
  EXPECT_EQ(memory.tried, (std::vector<std::int64_t>{8, 4, 2, 2, 2, 2}));
  ASSERT_EQ(outcomes.size(), 8u);
  for (const TrialOutcome& outcome : outcomes) {
    EXPECT_EQ(outcome.result.status, status::kDone);
    EXPECT_EQ(outcome.result.replicas, 2);
    EXPECT_GT(outcome.result.memory, 0);
  }
  memory.tried.clear();
  train(runner, small_bundle(1, 6));
  EXPECT_EQ(memory.tried, (std::vector<std::int64_t>{3, 1, 2, 1, 2}));
  memory.tried.clear();
  train(runner, small_bundle(2, 4));
  EXPECT_EQ(memory.tried, (std::vector<std::int64_t>{4, 2, 2}));
}

TEST(BundleRunner, ATrialTooLargeForMemoryFailsWithTheReason) {
  ShortMemory memory(0);
  BundleRunner runner = runner_with(memory);
  const auto outcomes = train(runner, small_bundle(1, 2));
  ASSERT_EQ(outcomes.size(), 2u);
  for (const TrialOutcome& outcome : outcomes) {
    EXPECT_EQ(outcome.result.status, status::kFailed);
    EXPECT_EQ(outcome.result.reason, "std::bad_alloc");
  }
}

// An error other than a lack of memory says nothing about the next bundle.
TEST(BundleRunner, RemembersNoOtherErrors) {
  class Failing : public ShortMemory {
   public:
    Failing() : ShortMemory(8) {}
    void on_start(TrialArray& array) override {
      ShortMemory::on_start(array);
      if (array.specs[0].run == 1) throw std::runtime_error("run 1");
    }
  } failing;
  BundleRunner runner = runner_with(failing);
  const auto outcomes = train(runner, small_bundle(1, 4));
  EXPECT_EQ(failing.tried, (std::vector<std::int64_t>{4, 2, 1, 1, 2}));
  EXPECT_EQ(outcomes[0].result.status, status::kFailed);
  EXPECT_EQ(outcomes[0].result.reason, "run 1");
  for (std::size_t i : {1u, 2u, 3u}) EXPECT_EQ(outcomes[i].result.status, status::kDone);
  failing.tried.clear();
  train(runner, small_bundle(1, 4));
  EXPECT_EQ(failing.tried.front(), 4);
}

// A rank without its data, or whose device has failed, says nothing about the trials.
TEST(BundleRunner, TellsAFaultOfTheRankFromOneOfATrial) {
  class Broken : public Observer {
    void on_start(TrialArray&) override {
      throw std::runtime_error("CUDA error: unspecified launch failure");
    }
  } broken;
  BundleRunner runner = runner_with(broken);
  EXPECT_THROW(train(runner, small_bundle(1, 2)), UnusableRank);
  ShortMemory enough(8);
  BundleRunner elsewhere = runner_with(enough);
  elsewhere.device = torch::Device(torch::kCUDA, 99);  // what LibTorch says of it is not an error of CUDA's
  EXPECT_THROW(train(elsewhere, small_bundle(1, 2)), UnusableRank);
  Bundle bundle = small_bundle(1, 2);
  for (Trial& trial : bundle.trials) trial.spec.dataset = "mnist_rot";
  try {
    train(runner, bundle);
    FAIL() << "there is no such data";
  } catch (const UnusableRank& error) {
    expect_contains(error.what(), "the data set mnist_rot was not found");
  }
}

/// Runners that keep their replicas in the test's folder, whatever the share of time it takes.
class BundleRunnerWithFiles : public FolderTest {
 protected:
  using Epochs = std::vector<std::pair<std::size_t, std::int64_t>>;  // trial and epoch, in order

  // A runner as a new process has it.
  BundleRunner fresh(Observer& observer) const {
    BundleRunner runner = runner_with(observer);
    runner.replicas = ReplicaStore(folder_.string());
    runner.checkpoint_share = std::numeric_limits<double>::infinity();
    return runner;
  }

  // Trains until `is_enough` returns true, or to the end.
  std::vector<TrialOutcome> train_until(BundleRunner& runner, const Bundle& bundle,
                                        const std::function<bool()>& is_enough) {
    const auto on_epoch = [this](std::size_t trial, const EpochRecord& record) {
      trained_.emplace_back(trial, record.epoch);
    };
    trained_.clear();
    try {
      return runner(bundle, {on_epoch, is_enough});
    } catch (const Interrupted&) {
      return {};
    }
  }

  std::vector<std::string> files() const {
    std::vector<std::string> paths;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    return paths;
  }

  static bool never() { return false; }

  Epochs trained_;
  ShortMemory memory_{8}, memory_for_one_{1};
};

// The halves of a bundle report together, so the work of a finished half must survive an interruption.
TEST_F(BundleRunnerWithFiles, AFinishedHalfIsNotTrainedAgain) {
  const Bundle bundle = small_bundle(3, 2);
  const auto in_second_half = [&] { return !trained_.empty() && trained_.back().first == 1; };
  BundleRunner halving = fresh(memory_for_one_), whole = fresh(memory_);
  EXPECT_TRUE(train_until(halving, bundle, in_second_half).empty());
  EXPECT_EQ(trained_.back(), std::make_pair(std::size_t{1}, std::int64_t{0}));
  const auto outcomes = train_until(whole, bundle, never);
  EXPECT_EQ(trained_, (Epochs{{1, 1}, {1, 2}}));
  ASSERT_EQ(outcomes.size(), 2u);
  for (const TrialOutcome& outcome : outcomes) EXPECT_EQ(outcome.epochs.size(), 3u);
}

TEST_F(BundleRunnerWithFiles, HalvesGoOnWhereTheBundleWasInterrupted) {
  const Bundle bundle = small_bundle(3, 2);
  BundleRunner whole = fresh(memory_), halving = fresh(memory_for_one_);
  EXPECT_TRUE(train_until(whole, bundle, [&] { return trained_.size() == 4; }).empty());
  EXPECT_EQ(train_until(halving, bundle, never).size(), 2u);
  EXPECT_EQ(trained_, (Epochs{{0, 2}, {1, 2}}));
}

TEST_F(BundleRunnerWithFiles, ADamagedFileCostsOnlyItsTrial) {
  const Bundle bundle = small_bundle(2, 3);
  BundleRunner first = fresh(memory_), second = fresh(memory_);
  EXPECT_TRUE(train_until(first, bundle, [&] { return trained_.size() == 3; }).empty());
  for (const std::string& path : files())
    if (path.find(bundle.trials[1].key) != std::string::npos) std::ofstream(path) << "damaged";
  const auto outcomes = train_until(second, bundle, never);
  EXPECT_EQ(trained_, (Epochs{{0, 1}, {2, 1}, {1, 0}, {1, 1}}));
  ASSERT_EQ(outcomes.size(), 3u);
  const std::vector<std::int64_t> replicas = {2, 1, 2};
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(outcomes[i].result.status, status::kDone);
    EXPECT_EQ(outcomes[i].result.replicas, replicas[i]);
  }
}

TEST_F(BundleRunnerWithFiles, FilesStayUntilTheRowsAreRecorded) {
  const Bundle bundle = small_bundle(2, 2);
  BundleRunner runner = fresh(memory_), next = fresh(memory_);
  EXPECT_EQ(train_until(runner, bundle, never).size(), 2u);
  EXPECT_EQ(files().size(), 2u);
  EXPECT_EQ(train_until(next, bundle, never).size(), 2u);
  EXPECT_EQ(trained_, Epochs()) << "what was not recorded is not trained again";
  next.recorded({bundle.id, {bundle.trials[0]}});
  EXPECT_EQ(files().size(), 1u);
  next.recorded(bundle);
  EXPECT_TRUE(files().empty());
}

TEST_F(BundleRunnerWithFiles, TrialsThatTookTooLongCanBeResumedWithMoreTime) {
  const Bundle bundle = small_bundle(2, 2);
  BundleRunner runner = fresh(memory_), impatient = fresh(memory_), patient = fresh(memory_);
  EXPECT_TRUE(train_until(runner, bundle, [&] { return trained_.size() == 2; }).empty());
  impatient.trial_timeout = 0;
  for (const TrialOutcome& outcome : train_until(impatient, bundle, never)) {
    EXPECT_EQ(outcome.result.status, status::kFailed);
    EXPECT_EQ(outcome.epochs.size(), 1u);
  }
  impatient.recorded(bundle);
  EXPECT_EQ(files().size(), 2u);
  for (const TrialOutcome& outcome : train_until(patient, bundle, never))
    EXPECT_EQ(outcome.result.status, status::kDone);
  EXPECT_EQ(trained_, (Epochs{{0, 1}, {1, 1}}));
}

}  // namespace
}  // namespace friendly
