#include <gtest/gtest.h>
#include <torch/types.h>

#include "generate/Digits.hpp"

namespace friendly {
namespace {

torch::Tensor rotated(const torch::Tensor& image, double angle) {
  torch::Tensor result = torch::empty({28, 28});
  rotate_image(image.contiguous().data_ptr<float>(), angle, result.data_ptr<float>());
  return result;
}

TEST(RotateImage, QuarterTurnsPermutePixels) {
  const torch::Tensor image = torch::rand({28, 28});
  for (int quarter = 0; quarter <= 4; ++quarter)
    EXPECT_TRUE(rotated(image, quarter * M_PI / 2).allclose(torch::rot90(image, quarter), 1e-5, 1e-6))
        << quarter;
}

// Compared with LibTorch's own sampling of a rotated grid.
TEST(RotateImage, AgreesWithGridSample) {
  const torch::Tensor image = torch::rand({28, 28});
  for (const double angle : {0.3, 1.0, 2.5, 5.9}) {
    const auto c = static_cast<float>(std::cos(angle)), s = static_cast<float>(std::sin(angle));
    const torch::Tensor matrix = torch::tensor({c, -s, 0.f, s, c, 0.f}).view({1, 2, 3});
    const torch::Tensor grid = torch::affine_grid_generator(matrix, {1, 1, 28, 28}, true);
    const torch::Tensor expected = torch::grid_sampler(image.view({1, 1, 28, 28}), grid, 0, 0, true);
    EXPECT_TRUE(rotated(image, angle).allclose(expected.view({28, 28}), 1e-4, 1e-4)) << angle;
  }
}

TEST(AddBackground, ShowsItWhereTheDigitIsBlack) {
  std::vector<float> digit(784, 0), background(784, 0.5f);
  digit[1] = 1;
  digit[2] = 0.5f;
  add_background(digit.data(), background);
  EXPECT_EQ(digit[0], 0.5f);
  EXPECT_EQ(digit[1], 1);
  EXPECT_EQ(digit[2], 0.75f);
}

}  // namespace
}  // namespace friendly
