#include <gtest/gtest.h>
#include <torch/autograd.h>

#include "net/Layers.hpp"
#include "net/Winograd.hpp"

namespace friendly {
namespace {

using torch::Tensor;

struct Case {
  std::int64_t kernel, padding, in, out, images, height, width;
};

class Winograd : public ::testing::TestWithParam<Case> {};

// Against torch::conv2d in float64: output and all gradients, where tiles fit and where they do not.
TEST_P(Winograd, EqualsTheConvolution) {
  const Case& c = GetParam();
  torch::manual_seed(7);
  const Tensor x = channels_last(torch::randn({c.images, c.in, c.height, c.width})),
               weight = torch::randn({c.out, c.in, c.kernel, c.kernel}), bias = torch::randn({c.out});
  ASSERT_TRUE(suits_winograd(x, weight, 1)) << "this processor has no AVX2";
  const auto leaves_of = [&](torch::ScalarType type) {
    std::vector<Tensor> leaves;
    for (const Tensor& tensor : {x, weight, bias})
      leaves.push_back(tensor.detach().to(type).requires_grad_());
    return leaves;
  };
  const auto ours = leaves_of(torch::kFloat32), exact = leaves_of(torch::kFloat64);
  const Tensor y = winograd_convolution(ours[0], ours[1], ours[2], c.padding);
  const Tensor expected = torch::conv2d(exact[0], exact[1], exact[2], 1, c.padding);
  const Tensor direction = torch::randn_like(expected);
  const auto gradients = torch::autograd::grad({(y * direction.to(torch::kFloat32)).sum()}, ours),
             expected_gradients = torch::autograd::grad({(expected * direction).sum()}, exact);
  const auto expect_close = [](const Tensor& value, const Tensor& wanted, const char* what) {
    ASSERT_EQ(value.sizes(), wanted.sizes()) << what;
    const double error = (value.to(torch::kFloat64) - wanted).abs().max().item<double>();
    EXPECT_LT(error, 3e-5 * wanted.abs().max().item<double>()) << what;
  };
  expect_close(y, expected, "output");
  for (std::size_t i = 0; i < 3; ++i)
    expect_close(gradients[i], expected_gradients[i], i == 0 ? "input" : i == 1 ? "weight" : "bias");
}

INSTANTIATE_TEST_SUITE_P(Shapes, Winograd,
                         ::testing::Values(Case{3, 0, 32, 64, 3, 26, 26}, Case{3, 1, 16, 16, 2, 28, 28},
                                           Case{3, 1, 64, 48, 5, 7, 7}, Case{4, 0, 32, 48, 2, 25, 25},
                                           Case{2, 0, 64, 64, 2, 20, 20}, Case{3, 1, 16, 80, 1, 5, 9},
                                           Case{3, 0, 128, 32, 9, 3, 4}, Case{2, 1, 16, 32, 1, 1, 1}));

TEST(WinogradConvolution, IsForFloat32OfStrideOneAndChannelsThatFillVectors) {
  const Tensor x = torch::zeros({1, 16, 8, 8});
  const auto weight = [](std::int64_t out, std::int64_t in, std::int64_t kernel) {
    return torch::zeros({out, in, kernel, kernel});
  };
  EXPECT_TRUE(suits_winograd(x, weight(32, 16, 3), 1));
  EXPECT_FALSE(suits_winograd(x, weight(32, 16, 3), 2));
  EXPECT_FALSE(suits_winograd(x, weight(32, 16, 1), 1));
  EXPECT_FALSE(suits_winograd(x, weight(10, 16, 3), 1));
  EXPECT_FALSE(suits_winograd(x.to(torch::kFloat64), weight(32, 16, 3).to(torch::kFloat64), 1));
}

// Not even the last bit depends on the images beside one, nor on the number of threads.
TEST(WinogradConvolution, ComputesAnImageLikeAlone) {
  torch::manual_seed(7);
  const Tensor x = channels_last(torch::randn({5, 32, 26, 26})), weight = torch::randn({64, 32, 3, 3});
  const Tensor y = winograd_convolution(x, weight, {}, 0);
  for (std::int64_t i = 0; i < 5; ++i)
    EXPECT_TRUE(winograd_convolution(x.narrow(0, i, 1), weight, {}, 0).equal(y.narrow(0, i, 1)));
}

}  // namespace
}  // namespace friendly
