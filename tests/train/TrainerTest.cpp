#include <gmock/gmock.h>

#include "Support.hpp"
#include "TestSupport.hpp"
#include "core/Interrupted.hpp"
#include "train/Trainer.hpp"

namespace friendly {
namespace {

using testing::expect_equal;
using testing::short_spec;
using testing::small_images;
using testing::train;
using testing::two_moons;
using testing::varied_specs;
using torch::Tensor;

/// Keeps the classifiers' initial parameters, by the trial's index in the bundle, and all losses.
class StartObserver : public Observer {
 public:
  void on_start(TrialArray& array) override {
    parameters.resize(static_cast<std::size_t>(array.replicas()));
    for (std::int64_t r = 0; r < array.replicas(); ++r)
      parameters[array.order[static_cast<std::size_t>(r)]] = array.classifier.parameters().flat(r);
  }
  void on_loss(const Tile&, const Tensor& values, const Tensor&) override {
    losses.push_back(values.clone());
  }

  std::vector<Tensor> parameters, losses;
};

class EveryMethod : public ::testing::TestWithParam<const char*> {};

TEST_P(EveryMethod, TrainsATrialInAnArrayAsAloneOnTwoMoons) {
  testing::expect_as_alone(varied_specs(short_spec(GetParam(), "ff", 3)), two_moons());
}

// With dropout, batch norm and a short last minibatch.
TEST_P(EveryMethod, TrainsATrialInAnArrayAsAloneOnImages) {
  testing::expect_as_alone(varied_specs(short_spec(GetParam(), "cnn", 3)), small_images());
}

TEST_P(EveryMethod, StartsFromAClassifierThatDependsOnRunAlone) {
  std::vector<TrialSpec> specs(3, short_spec(GetParam(), "ff", 1));
  specs[0].run = 7;
  specs[1].run = 8;
  specs[2].run = 7;
  specs[2].ratio_simp = 1;
  specs[2].lr_clf = 1;
  StartObserver observer, ct;
  train(specs, two_moons(), &observer);
  TrialSpec plain = short_spec("ct", "ff", 1);
  plain.run = 7;
  train({plain}, two_moons(), &ct);
  EXPECT_TRUE(observer.parameters[0].equal(ct.parameters[0]));
  EXPECT_TRUE(observer.parameters[2].equal(ct.parameters[0]));
  EXPECT_FALSE(observer.parameters[1].eq(ct.parameters[0]).any().item<bool>());
}

// A learning rate of 1e30 (1e200 in float64) overflows after two layers. The neighbours must be bitwise as
// they are beside a sound replica.
TEST_P(EveryMethod, ConfinesADivergenceToItsReplica) {
  for (const char* dtype : {"float32", "float64"}) {
    SCOPED_TRACE(dtype);
    TrialSpec sane = short_spec(GetParam(), "cnn", 2);
    sane.dtype = dtype;
    std::vector<TrialSpec> broken(3, sane);
    broken[2].run = 2;
    auto sound = broken;
    broken[1].lr_clf = 1e30;
    if (broken[1].dtype == std::string("float64")) broken[1].lr_clf = 1e200;
    const Dataset data = small_images();
    const auto with_broken = train(broken, data), with_sound = train(sound, data);
    EXPECT_EQ(with_broken[1].result.status, status::kDiverged);
    EXPECT_THAT(with_broken[1].result.reason,
                ::testing::MatchesRegex("(train|val)_loss became -?(inf|nan) in epoch 0"));
    EXPECT_EQ(with_broken[1].result.epochs_done, 1);
    EXPECT_EQ(with_sound[1].result.status, status::kDone);
    expect_equal(with_broken[0], with_sound[0], 0);
    expect_equal(with_broken[2], with_sound[2], 0);
    if (dtype == std::string("float64")) expect_equal(with_broken[0], train({sane}, data)[0], 1e-10);
  }
}

// Some report an epoch that is not the last one, so another classifier than the one that training ends with.
TEST_P(EveryMethod, ReportsTheSameAccuracyWheneverTestDataAreScored) {
  auto specs = varied_specs(short_spec(GetParam(), "ff2", 6));
  for (TrialSpec& spec : specs) {
    spec.dtype = "float32";
    spec.lr_clf *= 3;
  }
  const auto at_the_end = train(specs, small_images());
  for (TrialSpec& spec : specs) spec.test_when = "epoch";
  auto every_epoch = train(specs, small_images());
  int reported = 0, earlier = 0;
  for (std::size_t i = 0; i < specs.size(); ++i) {
    const auto best = every_epoch[i].result.best_epoch;
    for (EpochRecord& record : every_epoch[i].epochs) {
      EXPECT_FALSE(std::isnan(record.test_loss));
      if (record.epoch != best) record.test_loss = record.test_acc = kUnset;
    }
    EXPECT_FALSE(std::isnan(every_epoch[i].result.best_test_acc_seen));
    every_epoch[i].result.best_test_acc_seen = kUnset;
    expect_equal(at_the_end[i], every_epoch[i], 0);
    if (best >= 0) ++reported;
    if (best >= 0 && best < 5) ++earlier;
  }
  EXPECT_GE(reported, 2);
  EXPECT_GE(earlier, 1);
}

INSTANTIATE_TEST_SUITE_P(Names, EveryMethod, ::testing::Values("ct", "nft", "ft", "eef"),
                         [](const auto& parameter) { return std::string(parameter.param); });

TEST(Trainer, EveryMethodIsCtWithoutSimplification) {
  for (const char* method : {"nft", "ft", "eef"}) {
    SCOPED_TRACE(method);
    TrialSpec spec = short_spec(method, "cnn", 2), ct = short_spec("ct", "cnn", 2);
    spec.ratio_simp = 0;
    spec.weight_decay_clf = ct.weight_decay_clf;
    spec.dtype = ct.dtype = "float32";
    auto outcome = train({spec}, small_images())[0];
    // FT's own figures are 0 where CT leaves them unset.
    for (EpochRecord& epoch : outcome.epochs)
      epoch.ft_iterations = epoch.ft_share_left = epoch.ft_perturbation = kUnset;
    expect_equal(outcome, train({ct}, small_images())[0], 0);
  }
}

TEST(Trainer, TrainsInBfloat16AlmostAsInFloat32) {
  for (const char* method : {"ct", "eef", "ft", "nft"})
    for (const char* arch : {"ff", "cnn"}) {
      SCOPED_TRACE(std::string(method) + " " + arch);
      TrialSpec exact = short_spec(method, arch, 3);
      exact.hidden = {8, 72};
      exact.lr_clf = exact.lr_simp = 1e-3;
      exact.dtype = "float32";
      TrialSpec rounded = exact;
      rounded.dtype = "bf16";
      const auto expected = train({exact}, small_images(60))[0],
                 outcome = train({rounded}, small_images(60))[0];
      ASSERT_EQ(outcome.result.status, status::kDone) << outcome.result.reason;
      for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_NE(outcome.epochs[i].train_loss, expected.epochs[i].train_loss);
        EXPECT_NEAR(outcome.epochs[i].train_loss, expected.epochs[i].train_loss, 0.05);
      }
      expect_equal(train({rounded}, small_images(60))[0], outcome, 0);
    }
}

// The replicas hardly learn, so their losses could differ only if their minibatches did.
TEST(Trainer, ShowsReplicasOfARunTheSameMinibatches) {
  std::vector<TrialSpec> specs(2, short_spec("ct", "ff", 3));
  specs[0].lr_clf = 1e-20;
  specs[1].lr_clf = 1e-21;
  StartObserver same;
  train(specs, two_moons(), &same);
  ASSERT_FALSE(same.losses.empty());
  for (const Tensor& losses : same.losses)
    EXPECT_NEAR(losses[0].item<double>(), losses[1].item<double>(), 1e-14);
}

TEST(Trainer, ReportsEveryEpochAsItEnds) {
  const auto specs = varied_specs(short_spec("nft", "ff", 3));
  std::vector<std::vector<EpochRecord>> seen(specs.size());
  RunOptions options;
  options.hooks.on_epoch = [&](std::size_t trial, const EpochRecord& record) {
    seen[trial].push_back(record);
  };
  const auto outcomes = run_bundle(specs, two_moons(), options);
  for (std::size_t i = 0; i < specs.size(); ++i) {
    ASSERT_EQ(seen[i].size(), 3u);
    for (std::size_t e = 0; e < 3; ++e) {
      EXPECT_EQ(seen[i][e].epoch, static_cast<std::int64_t>(e));
      EXPECT_EQ(seen[i][e].val_loss, outcomes[i].epochs[e].val_loss);
    }
    EXPECT_EQ(outcomes[i].result.epochs_done, 3);
    EXPECT_EQ(outcomes[i].result.n_parameters_clf, 2 * 10 + 10 + 10 * 2 + 2);
  }
}

// 1 - t / steps at t = 2 and 5.
TEST(Trainer, RecordsTheScaleOfTheLastMinibatch) {
  TrialSpec spec = short_spec("nft", "cnn", 4);
  spec.ratio_simp = 0.5;
  spec.scaling = "linear";
  // 22 examples in batches of 8: 3 minibatches an epoch, 6 of 12 steps simplified.
  const auto epochs = train({spec}, small_images())[0].epochs;
  EXPECT_DOUBLE_EQ(epochs[0].scale, 1 - 2.0 / 6);
  EXPECT_DOUBLE_EQ(epochs[1].scale, 1 - 5.0 / 6);
  EXPECT_EQ(epochs[2].scale, 0);
  EXPECT_FALSE(std::isnan(epochs[1].simp_loss));
  EXPECT_TRUE(std::isnan(epochs[2].simp_loss));
}

TEST(Trainer, RefusesAMinibatchOfOneExampleForBatchNorm) {
  TrialSpec spec = short_spec("ct", "ff2", 1);
  spec.batch_size = 7;
  expect_contains(
      user_error([&] { train({spec}, small_images()); }),
      "batch_size = 7 is not possible here (of 22 training examples it leaves a single one in the last "
      "minibatch, and ff2's batch norm needs two)");
}

TEST(Trainer, RefusesNetworksThatDoNotFitTheData) {
  expect_contains(user_error([&] { train({short_spec("ct", "cnn", 1)}, two_moons()); }),
                  "cnn cannot be used");
  TrialSpec spec = short_spec("nft", "ff", 1);
  spec.hidden = {3};
  expect_contains(user_error([&] { train({spec}, two_moons()); }), "hidden = [3] does not fit");
}

}  // namespace
}  // namespace friendly
