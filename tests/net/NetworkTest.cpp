#include <gtest/gtest.h>
#include <torch/nn.h>

#include "net/Layers.hpp"

namespace friendly {
namespace {

namespace nn = torch::nn;
using torch::Tensor;

// Compares the values of a slot with those of torch::nn's module: the same bound, reached to within 1 %, and
// the same variance, bound² / 3, to within 5 % (the tensors have at least 8000 elements).
void expect_like_module(const Tensor& drawn, const Tensor& module, double bound) {
  for (const Tensor& values : {drawn, module.detach().flatten().to(torch::kFloat64)}) {
    EXPECT_LE(values.abs().max().item<double>(), bound);
    EXPECT_GT(values.abs().max().item<double>(), 0.99 * bound);
    EXPECT_NEAR(values.mean().item<double>(), 0, 0.05 * bound);
    EXPECT_NEAR(values.var().item<double>(), bound * bound / 3, 0.05 * bound * bound / 3);
  }
}

TEST(InitialParameters, OfLinearLayersFollowTorchDefaults) {
  torch::manual_seed(3);
  NetworkState state;
  const Linear linear(state, 49, 8000);
  const Tensor values = initial_parameters(state.slots(), 5);
  ASSERT_EQ(values.numel(), 49 * 8000 + 8000);
  const nn::Linear module(49, 8000);
  expect_like_module(values.narrow(0, 0, 49 * 8000), module->weight, 1.0 / 7);
  expect_like_module(values.narrow(0, 49 * 8000, 8000), module->bias, 1.0 / 7);
}

// fan_in = 4 * 3 * 3 = 36.
TEST(InitialParameters, OfConvolutionsFollowTorchDefaults) {
  torch::manual_seed(3);
  NetworkState state;
  const Conv2d convolution(state, 4, 9000, {3, 1, 0, true});
  const Tensor values = initial_parameters(state.slots(), 5);
  const nn::Conv2d module(nn::Conv2dOptions(4, 9000, 3));
  expect_like_module(values.narrow(0, 0, 36 * 9000), module->weight, 1.0 / 6);
  expect_like_module(values.narrow(0, 36 * 9000, 9000), module->bias, 1.0 / 6);
}

TEST(InitialParameters, OfBatchNormAreOnesAndZeros) {
  NetworkState state;
  const BatchNorm norm(state, 2);
  state.place(3, torch::kFloat64);
  EXPECT_TRUE(initial_parameters(state.slots(), 5).equal(torch::tensor({1., 1., 0., 0.}, torch::kFloat64)));
  EXPECT_TRUE(state.statistics()[0].equal(torch::zeros({3, 2}, torch::kFloat64)));
  EXPECT_TRUE(state.statistics()[1].equal(torch::ones({3, 2}, torch::kFloat64)));
}

TEST(InitialParameters, DependOnTheSeedAlone) {
  NetworkState state;
  const Linear linear(state, 5, 3);
  const Tensor values = initial_parameters(state.slots(), 5);
  torch::manual_seed(99);
  EXPECT_TRUE(initial_parameters(state.slots(), 5).equal(values));
  EXPECT_FALSE(initial_parameters(state.slots(), 6).eq(values).any().item<bool>());
}

TEST(NetworkState, TheStatisticOfTheReplicaInUseSharesMemory) {
  NetworkState state;
  const BatchNorm norm(state, 2);
  state.place(3, torch::kFloat64);
  state.bind({torch::ones({1, 2}, torch::kFloat64), torch::zeros({1, 2}, torch::kFloat64)}, 1);
  state.only_statistic(0).fill_(4);
  const double mean[] = {0, 0, 4, 4, 0, 0};
  for (int i = 0; i < 6; ++i) EXPECT_EQ(state.statistics()[0].flatten()[i].item<double>(), mean[i]);
}

}  // namespace
}  // namespace friendly
