#include <gtest/gtest.h>

#include "Support.hpp"
#include "train/ImageLogger.hpp"

namespace friendly {
namespace {

class ImageLogging : public ::testing::TestWithParam<std::string> {};

TEST_P(ImageLogging, DoesNotAffectTraining) {
  const Dataset data = testing::small_images();
  TrialSpec spec = testing::short_spec(GetParam(), "cnn", 4);
  spec.step_simp = 1;
  RunOptions options;
  const auto plain = run_bundle({spec}, data, options);
  ImageLogger logger(data, {0, 2, 3});
  options.observer = &logger;
  const auto logged = run_bundle({spec}, data, options);
  for (std::size_t i = 0; i < plain[0].epochs.size(); ++i) {
    auto expected = to_json(plain[0].epochs[i]), found = to_json(logged[0].epochs[i]);
    expected.erase("seconds");
    found.erase("seconds");
    EXPECT_EQ(found, expected) << "epoch " << i;
  }
}

// The plan of short_spec() ends after 0.6 * 4 = 2.4 epochs.
TEST_P(ImageLogging, RecordsSimplifiedImagesWhileThePlanLasts) {
  const Dataset data = testing::small_images();
  TrialSpec spec = testing::short_spec(GetParam(), "cnn", 4);
  spec.step_simp = 1;
  ImageLogger logger(data, {0, 3, 17});
  RunOptions options;
  options.observer = &logger;
  run_bundle({spec}, data, options);
  EXPECT_EQ(logger.epochs(), (std::vector<std::int64_t>{0, 3}));
  const auto images = logger.images();
  ASSERT_EQ(images.sizes().vec(), (std::vector<std::int64_t>{2, 3, 8, 1, 9, 8}));
  EXPECT_TRUE(torch::equal(images[0][0], data.test.inputs.narrow(0, 0, 8)));
  // The difference was taken before all three were rounded to float32.
  EXPECT_TRUE(torch::allclose(images[0][2], images[0][1] - images[0][0], 0, 1e-5));
  EXPECT_GT(images[0][2].abs().max().item<double>(), 0);
  EXPECT_EQ(images[1][2].abs().max().item<double>(), 0);
}

INSTANTIATE_TEST_SUITE_P(Methods, ImageLogging, ::testing::Values("nft", "ft"));

}  // namespace
}  // namespace friendly
