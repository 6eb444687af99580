#include <gtest/gtest.h>
#include <torch/autograd.h>

#include "net/Layers.hpp"
#include "net/Upsampling.hpp"

namespace friendly {
namespace {

using torch::Tensor;

// Against LibTorch's: images and their gradients, of one pixel and of sides that differ, too.
TEST(Upsampling, ByProductsEqualsLibTorchs) {
  torch::manual_seed(7);
  for (const auto& [height, width] : {std::pair(7, 4), std::pair(14, 14), std::pair(1, 3)}) {
    const Tensor x =
        channels_last(torch::randn({3, 5, height, width}, torch::kFloat64)).detach().requires_grad_();
    const Tensor y = upsample_by_products(x),
                 expected = torch::upsample_bilinear2d(x, {2 * height, 2 * width}, true);
    EXPECT_TRUE(torch::allclose(y, expected, 1e-12, 1e-12)) << height << " x " << width;
    EXPECT_TRUE(y.is_contiguous(torch::MemoryFormat::ChannelsLast));
    const Tensor direction = torch::randn_like(expected);
    EXPECT_TRUE(torch::allclose(torch::autograd::grad({y}, {x}, {direction})[0],
                                torch::autograd::grad({expected}, {x}, {direction})[0], 1e-12, 1e-12));
  }
}

// Weights computed in bfloat16 would have errors of some 0.06 at the end of a line.
TEST(Upsampling, InBfloat16HasWeightsOfFloat32) {
  torch::manual_seed(7);
  const Tensor x = torch::rand({2, 3, 32, 32}).to(torch::kBFloat16);
  const Tensor y = upsample_by_products(x);
  EXPECT_EQ(y.scalar_type(), torch::kBFloat16);
  EXPECT_TRUE(torch::allclose(y.to(torch::kFloat32),
                              torch::upsample_bilinear2d(x.to(torch::kFloat32), {64, 64}, true), 0, 0.02));
}

}  // namespace
}  // namespace friendly
