#include <gtest/gtest.h>

#include "sweep/Fixtures.hpp"
#include "sweep/MemoryModel.hpp"

namespace friendly {
namespace {

Bundle bundle_of(const TrialSpec& spec, std::size_t trials = 1) {
  return {1, std::vector<Trial>(trials, {"key", "grid", spec})};
}

// Measured for one trial with LibTorch 1.13.1 on a CPU, in MB, on 64 images of 28 × 28.
TEST(MemoryModel, GuessesAreCloseToMeasurements) {
  const auto expect_close = [](const TrialSpec& spec, double megabytes) {
    EXPECT_NEAR(MemoryModel().guess(bundle_of(spec)) / 1e6 / megabytes, 1, 0.25) << spec.method << spec.arch;
  };
  expect_close(default_spec("ct", "ff2"), 240.3);
  expect_close(default_spec("ct", "cnn"), 46.8);
  expect_close(default_spec("ct", "cnn2"), 35.5);
  TrialSpec spec = default_spec("nft", "ff");
  spec.ratio_simp = 1;
  expect_close(spec, 115.9);
  spec.n_deep = 2;
  expect_close(spec, 78.0);
  spec.n_deep = 4;
  spec.n_filters_base = 16;
  expect_close(spec, 27.0);
  spec.simplifier = "ff";
  expect_close(spec, 8.1);
}

TEST(MemoryModel, ActivationsMayBeHalfAsLong) {
  TrialSpec spec = default_spec("ct", "cnn2");
  const double exact = MemoryModel().guess(bundle_of(spec)), parameters = 0.73e6 * 4 * 5;
  spec.dtype = "bf16";
  EXPECT_NEAR(MemoryModel().guess(bundle_of(spec)), parameters + (exact - parameters) / 2, 1);
}

// Measured arrays took at most three times the guess.
TEST(MemoryModel, CorrectsGuessesByTheMostThatWasMeasuredOfAShape) {
  const TrialSpec ff = default_spec("ct", "ff"), cnn = default_spec("ct", "cnn");
  MemoryModel memory;
  const auto guess = [](const TrialSpec& spec, std::size_t trials) {
    return MemoryModel().guess(bundle_of(spec, trials));
  };
  memory.measured(cnn, 4, static_cast<std::int64_t>(2 * guess(cnn, 4)));
  memory.measured(cnn, 2, static_cast<std::int64_t>(3 * guess(cnn, 2)));
  EXPECT_NEAR(memory.predict(bundle_of(cnn, 3)) / guess(cnn, 3), 3, 1e-6);
  EXPECT_EQ(memory.predict(bundle_of(ff, 3)), guess(ff, 3));
}

// Convolutional networks are trained one by one: of their activations, 1.7 million numbers an example in
// `resnet` alone, there are only one network's at a time.
TEST(MemoryModel, CountsTheActivationsOfOneConvolutionalNetwork) {
  TrialSpec resnet = default_spec("nft", "resnet"), ff = default_spec("ct", "ff");
  resnet.ratio_simp = 1;
  const auto guess = [](const TrialSpec& spec, std::size_t trials) {
    return MemoryModel().guess(bundle_of(spec, trials));
  };
  EXPECT_LT(guess(resnet, 8), 3 * guess(resnet, 1));
  EXPECT_DOUBLE_EQ(guess(resnet, 8) - guess(resnet, 1), 7 * (guess(resnet, 2) - guess(resnet, 1)));
  EXPECT_DOUBLE_EQ(guess(ff, 8), 8 * guess(ff, 1));
}

// docs/method.md: 1 199 882 parameters, and Adam keeps two moments of each; the best epoch's
// parameters are kept as well.
TEST(MemoryModel, ACheckpointKeepsParametersAndMoments) {
  TrialSpec cnn = default_spec("ct", "cnn");
  cnn.optim = "adam";
  EXPECT_NEAR(MemoryModel().checkpoint(bundle_of(cnn, 8)) / (8.0 * 1199882 * 4 * 4), 1, 0.01);
  cnn.optim = "sgdc+adam";
  EXPECT_NEAR(MemoryModel().checkpoint(bundle_of(cnn, 8)) / (8.0 * 1199882 * 3 * 4), 1, 0.01);
}

TEST(MemoryModel, SavedClassifiersAreTheirParameters) {
  EXPECT_NEAR(MemoryModel().classifiers(bundle_of(default_spec("ct", "cnn"), 8)) / (8.0 * 1199882 * 4), 1,
              0.01);
}

TEST(MemoryModel, SparseDataTakeTheirNumbersAndColumns) {
  const MemoryModel memory([](const TrialSpec&) { return DataSize{10, 5, 5, {20002}, 2, 100}; });
  TrialSpec spec = default_spec("ct", "ff");
  EXPECT_EQ(memory.data(spec), 20 * 100 * (4 + 8));
  spec.dtype = "float64";
  EXPECT_EQ(memory.data(spec), 20 * 100 * (4 + 8 + 8));
}

}  // namespace
}  // namespace friendly
