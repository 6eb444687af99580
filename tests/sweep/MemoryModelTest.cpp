#include <gtest/gtest.h>

#include "sweep/Fixtures.hpp"
#include "sweep/MemoryModel.hpp"

namespace friendly {
namespace {

Bundle bundle_of(const TrialSpec& spec, std::size_t trials = 1) {
  return {1, std::vector<Trial>(trials, {"key", "grid", spec})};
}

// Measured for one trial with LibTorch 1.13.1 on a CPU, in MB, on 64 examples of Fashion-MNIST.
TEST(MemoryModel, GuessesAreCloseToMeasurements) {
  const auto expect_close = [](const TrialSpec& spec, double megabytes) {
    EXPECT_NEAR(MemoryModel().guess(bundle_of(spec)) / 1e6 / megabytes, 1, 0.25) << spec.method << spec.arch;
  };
  expect_close(default_spec("ct", "ff2"), 287.9);
  expect_close(default_spec("ct", "cnn"), 211.3);
  expect_close(default_spec("ct", "cnn2"), 162.9);
  TrialSpec spec = default_spec("nft", "ff");
  spec.ratio_simp = 1;
  expect_close(spec, 129.0);
  spec.n_deep = 2;
  expect_close(spec, 91.1);
  spec.n_deep = 4;
  spec.n_filters_base = 16;
  expect_close(spec, 30.2);
  spec.simplifier = "ff";
  expect_close(spec, 10.0);
}

TEST(MemoryModel, UsesMeasurementsOfAShapeOrElseTheGuess) {
  const TrialSpec ff = default_spec("ct", "ff"), cnn = default_spec("ct", "cnn");
  MemoryModel memory;
  memory.measured(shape_of(cnn), 4, 400);
  memory.measured(shape_of(cnn), 2, 240);
  EXPECT_EQ(memory.predict(bundle_of(cnn, 3)), 360);
  EXPECT_EQ(memory.predict(bundle_of(ff, 3)), 3 * MemoryModel().guess(bundle_of(ff)));
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

TEST(MemoryModel, SparseDataTakeTheirNumbersAndColumns) {
  const MemoryModel memory([](const TrialSpec&) { return DataSize{10, 5, 5, {20002}, 2, 100}; });
  TrialSpec spec = default_spec("ct", "ff");
  EXPECT_EQ(memory.data(spec), 20 * 100 * (4 + 8));
  spec.dtype = "float64";
  EXPECT_EQ(memory.data(spec), 20 * 100 * (4 + 8 + 8));
}

}  // namespace
}  // namespace friendly
