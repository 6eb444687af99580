#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <new>

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

// The halves of a bundle report together, so the work of a finished half must survive an interruption.
TEST(BundleRunner, AFinishedHalfIsNotTrainedAgain) {
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("friendly_halves_" + std::to_string(::getpid()));
  ShortMemory memory(1);
  BundleRunner runner = runner_with(memory);
  runner.checkpoint_folder = folder.string();
  runner.checkpoint_interval = 0;
  const Bundle bundle = small_bundle(3, 2);
  std::vector<std::pair<std::size_t, std::int64_t>> trained;
  const auto on_epoch = [&](std::size_t trial, const EpochRecord& record) {
    trained.emplace_back(trial, record.epoch);
  };
  const auto in_second_half = [&] { return !trained.empty() && trained.back().first == 1; };
  EXPECT_THROW(runner(bundle, {on_epoch, in_second_half}), Interrupted);
  trained.clear();
  EXPECT_EQ(runner(bundle, {on_epoch, [] { return false; }}).size(), 2u);
  const std::vector<std::pair<std::size_t, std::int64_t>> left = {{0, 2}, {1, 1}, {1, 2}};
  EXPECT_EQ(trained, left);
  EXPECT_TRUE(std::filesystem::is_empty(folder));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace friendly
