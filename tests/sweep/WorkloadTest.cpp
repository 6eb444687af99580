#include <gtest/gtest.h>

#include "sweep/Workload.hpp"

namespace friendly {
namespace {

/// 10 minibatches an epoch, the last one short, 40 examples in an evaluation and 60 more where it scores test
/// data.
const DataSize kData{95, 40, 60, {4}, 2};

/// Trials of 4 epochs, so 40 steps, that simplify for these shares of them.
Bundle bundle_of(const std::string& method, const std::vector<double>& ratios, std::int64_t iterations = 1) {
  Bundle bundle{1, {}};
  for (const double ratio : ratios) {
    TrialSpec spec = default_spec(method, "ff");
    spec.epochs = 4;
    spec.batch_size = 10;
    spec.ratio_simp = ratio;
    spec.scaling = "linear";
    spec.iterations_simp = iterations;
    bundle.trials.push_back({"key", "grid", spec});
  }
  return bundle;
}

void expect_repeats(const Repeats& repeats, double times, double replicas) {
  EXPECT_EQ(repeats.times, times);
  EXPECT_EQ(repeats.replicas, replicas);
}

TEST(Workload, OfClassicTrainingIsStepsAndEvaluations) {
  const Workload work = workload_of(bundle_of("ct", {0.5, 0.5, 0.5}), kData);
  expect_repeats(work.steps, 40, 120);
  expect_repeats(work.evaluations, 220, 660);
  expect_repeats(work.simplifications, 0, 0);
  expect_repeats(work.iterations, 0, 0);
  expect_repeats(work.pass_steps, 0, 0);
}

TEST(Workload, ScoresTestDataOnceUnlessEveryEpoch) {
  Bundle bundle = bundle_of("ct", {0, 0});
  expect_repeats(workload_of(bundle, kData).evaluations, 4 * 40 + 60, 2 * (4 * 40 + 60));
  for (Trial& trial : bundle.trials) trial.spec.test_when = "epoch";
  expect_repeats(workload_of(bundle, kData).evaluations, 4 * 100, 2 * 4 * 100);
}

// EEF masks the losses of all replicas as long as one of them leaves examples out: 20 steps.
TEST(Workload, OfEasyExamplesFirstCountsAllReplicas) {
  const Workload work = workload_of(bundle_of("eef", {0.5, 0.25, 0}), kData);
  expect_repeats(work.steps, 40, 120);
  expect_repeats(work.simplifications, 20, 60);
}

// Of 40 steps the first simplifies 30, the second 10, the third none. At the ends of the epochs 1 to 4, after
// 10, 20, 30 and 40 steps, the first trains its simplifier three times and the second once.
TEST(Workload, OfNftCountsTheReplicasThatStillSimplify) {
  const Workload work = workload_of(bundle_of("nft", {0.75, 0.25, 0}), kData);
  expect_repeats(work.steps, 40, 120);
  expect_repeats(work.simplifications, 30, 40);
  expect_repeats(work.pass_steps, 30, 40);
  expect_repeats(work.evaluations, 220, 660);
}

// 35 steps are three epochs and a half: the simplifier is not trained after the fourth.
TEST(Workload, OfNftEndsWithTheLastWholeEpoch) {
  const Workload work = workload_of(bundle_of("nft", {0.875}), kData);
  expect_repeats(work.simplifications, 35, 35);
  expect_repeats(work.pass_steps, 30, 30);
}

// Three passes in each of three epochs, and so two evaluations more in each of them.
TEST(Workload, OfNftHasAnEvaluationForEachPass) {
  const Workload work = workload_of(bundle_of("nft", {0.75, 0}, 3), kData);
  expect_repeats(work.pass_steps, 90, 90);
  expect_repeats(work.evaluations, 220 + 240, 440 + 480);
}

TEST(Workload, OfNftWithoutPassesHasTheEpochsEvaluations) {
  const Workload work = workload_of(bundle_of("nft", {0.75}, 0), kData);
  expect_repeats(work.simplifications, 30, 30);
  expect_repeats(work.pass_steps, 0, 0);
  expect_repeats(work.evaluations, 220, 220);
}

// A plan of 20 steps falls 1, 0.95, 0.9 and so on. Of at most two iterations, the second is made while the
// plan is at 1 (one step), the first while it is at 0.5 or more (11 steps).
TEST(Workload, OfFtFollowsThePlan) {
  const Workload work = workload_of(bundle_of("ft", {0.5}, 2), kData);
  expect_repeats(work.simplifications, 11, 11);
  expect_repeats(work.iterations, 12, 12);
}

// The second replica simplifies for 8 steps only, and of the first one's 11 steps it goes along in these.
TEST(Workload, OfFtTakesTheReplicasAlongThatStillSimplify) {
  Bundle bundle = bundle_of("ft", {0.5, 0.2}, 2);
  bundle.trials[1].spec.iterations_simp = 1;
  const Workload work = workload_of(bundle, kData);
  expect_repeats(work.simplifications, 11, 11 + 8);
  expect_repeats(work.iterations, 12, 12 + 9);
}

TEST(Workload, OfFtWithoutIterationsIsClassicTraining) {
  const Workload work = workload_of(bundle_of("ft", {0.5}, 0), kData);
  expect_repeats(work.simplifications, 0, 0);
  expect_repeats(work.iterations, 0, 0);
}

// NFT as above, by hand: 40 steps of 1 s and 0.1 s a replica make 52 s, simplifications 30 × 2 s + 40 × 0.5 s
// = 80 s, passes 30 × 4 s + 40 × 1 s = 160 s, evaluations 220 × 0.01 s + 660 × 0.005 s = 5.5 s.
TEST(Workload, OfRungsAddsUpToThatOfTheWhole) {
  for (const char* method : {"ct", "eef", "ft", "nft"}) {
    SCOPED_TRACE(method);
    Bundle bundle = bundle_of(method, {0.8, 0.3}, 3);
    const Workload whole = workload_of(bundle, kData);
    Workload sum;
    for (const std::int64_t epochs : {1, 3, 0}) {
      bundle.epochs = epochs;
      const Workload rung = workload_of(bundle, kData);
      for (auto part : {&Workload::steps, &Workload::simplifications, &Workload::iterations,
                        &Workload::pass_steps, &Workload::evaluations}) {
        (sum.*part).times += (rung.*part).times;
        (sum.*part).replicas += (rung.*part).replicas;
      }
      bundle.trained_before = epochs;
    }
    for (auto part : {&Workload::steps, &Workload::simplifications, &Workload::iterations,
                      &Workload::pass_steps, &Workload::evaluations})
      expect_repeats(sum.*part, (whole.*part).times, (whole.*part).replicas);
  }
}

TEST(Workload, OfARungHasNoTestAtTheEnd) {
  Bundle bundle = bundle_of("ct", {0});
  bundle.epochs = 3;
  bundle.trained_before = 1;
  const Workload work = workload_of(bundle, kData);
  expect_repeats(work.steps, 20, 20);
  expect_repeats(work.evaluations, 80, 80);
}

TEST(Workload, SecondsAreRepeatsTimesTimes) {
  ArrayTimes times;
  times.step = {1, 0.1};
  times.simplification = {2, 0.5};
  times.iteration = {1000, 1000};
  times.pass_step = {4, 1};
  times.evaluation = {0.01, 0.005};
  EXPECT_DOUBLE_EQ(workload_of(bundle_of("nft", {0.75, 0.25, 0}), kData).seconds(times), 52 + 80 + 160 + 5.5);
  // FT's 12 iterations of 2000 s each.
  EXPECT_DOUBLE_EQ(workload_of(bundle_of("ft", {0.5}, 2), kData).seconds(times),
                   40 * 1.1 + 11 * 2.5 + 12 * 2000 + 220 * 0.015);
}

}  // namespace
}  // namespace friendly
