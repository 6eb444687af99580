#include <gtest/gtest.h>

#include "train/Floor.hpp"

namespace friendly {
namespace {

const DataSize kImages{6000, 2000, 50000, {1, 28, 28}, 10};

TrialSpec spec_of(const std::string& method, const std::string& arch) {
  TrialSpec spec = default_spec(method, arch);
  spec.batch_size = 32;
  return spec;
}

// Two operations for each weight and position, by hand.
TEST(CountCosts, OfProductsAndConvolutions) {
  const NetworkCost ff = count_costs(spec_of("ct", "ff"), kImages).classifier;
  EXPECT_EQ(ff.products, 2 * (784 * 10 + 10 * 10));
  EXPECT_EQ(ff.convolutions, 0);
  EXPECT_EQ(ff.parameters, 785 * 10 + 11 * 10);
  const NetworkCost cnn = count_costs(spec_of("ct", "cnn"), kImages).classifier;
  EXPECT_EQ(cnn.convolutions, 2 * (32 * 9 * 26 * 26 + 64 * 32 * 9 * 24 * 24));
  EXPECT_EQ(cnn.products, 2 * (9216 * 128 + 128 * 10));
  EXPECT_EQ(cnn.parameters, 32 * 10 + 64 * (32 * 9 + 1) + 9217 * 128 + 129 * 10);
}

TEST(CountCosts, OfASimplifierWithPaddingWhereThereIsOne) {
  TrialSpec spec = spec_of("nft", "ff");
  spec.simplifier = "unet";
  spec.n_deep = 2;
  spec.n_filters_base = 8;
  spec.ratio_simp = 0.5;
  const NetworkCost unet = count_costs(spec, kImages).simplifier;
  const double large = 28 * 28 * 9, small = 14 * 14 * 9;
  EXPECT_EQ(unet.convolutions, 2 * (large * (8 + 64) + small * (64 + 64) + large * (16 * 8 + 8)));
  EXPECT_EQ(count_costs(spec_of("ct", "ff"), kImages).simplifier.convolutions, 0);
}

TEST(Floor, AddsArithmeticAndTheUpdatesTraffic) {
  const Rates rates = {1e9, 1e9, 1e10};
  const PartMeans ff = floor_of(spec_of("ct", "ff"), kImages, rates);
  EXPECT_DOUBLE_EQ(ff.evaluation, 15880e-9);
  EXPECT_DOUBLE_EQ(ff.step, 3 * 32 * 15880e-9 + 7960 * 32e-10);
  EXPECT_EQ(ff.pass_step + ff.iteration + ff.simplification, 0);
  EXPECT_DOUBLE_EQ(floor_of(spec_of("ft", "ff"), kImages, rates).iteration, 2 * 32 * 15880e-9);
}

TEST(MeasureRates, AreThoseOfAComputer) {
  const Rates rates = measure_rates("float32", torch::kCPU);
  for (const double rate : {rates.product, rates.convolution, rates.copy}) {
    EXPECT_GT(rate, 1e7);
    EXPECT_LT(rate, 1e16);
  }
}

}  // namespace
}  // namespace friendly
