#include <gtest/gtest.h>

#include "Comparison.hpp"
#include "net/Layers.hpp"

namespace friendly {
namespace {

namespace nn = torch::nn;
using testing::ModuleArray;
using testing::normal;
using torch::Tensor;

class Layers : public ::testing::TestWithParam<std::int64_t> {
 protected:
  Layers() { torch::manual_seed(7); }
  const std::int64_t replicas_ = GetParam();
  NetworkState state_;
};

// 64 outputs are joined into one product over a shared input, 65 are not.
TEST_P(Layers, LinearEqualsModules) {
  for (const auto& [in, out] : {std::pair{3, 4}, {1, 1}, {7, 64}, {5, 65}})
    for (std::int64_t batch : {1, 3}) {
      NetworkState state;
      const Linear linear(state, in, out);
      ModuleArray<nn::Sequential> modules(
          state, replicas_, [in = in, out = out] { return nn::Sequential(nn::Linear(in, out)); });
      const auto forward = [&](const Tensor& x) { return linear(x); };
      modules.expect_equal(forward, normal({1, batch, in}));
      modules.expect_equal(forward, normal({replicas_, batch, in}));
    }
}

TEST_P(Layers, ConvolutionEqualsModules) {
  const ConvOptions cases[] = {
      {3, 1, 0, true}, {3, 1, 1, false}, {3, 2, 1, false}, {1, 2, 0, true}, {4, 1, 0, true}};
  for (const ConvOptions& options : cases) {
    NetworkState state;
    const Conv2d convolution(state, 3, 5, options);
    ModuleArray<nn::Sequential> modules(state, replicas_, [&] {
      return nn::Sequential(nn::Conv2d(nn::Conv2dOptions(3, 5, options.kernel)
                                           .stride(options.stride)
                                           .padding(options.padding)
                                           .bias(options.bias)));
    });
    const auto forward = [&](const Tensor& x) {
      return unstack_channels(convolution(stack_channels(x)), replicas_);
    };
    modules.expect_equal(forward, normal({1, 2, 3, 7, 5}));
    modules.expect_equal(forward, normal({replicas_, 2, 3, 7, 5}));
  }
}

// Running statistics too: two steps of all replicas, one of the first alone, then evaluation.
TEST_P(Layers, FlatBatchNormEqualsModules) {
  const BatchNorm norm(state_, 3);
  ModuleArray<nn::Sequential> modules(state_, replicas_, [] { return nn::Sequential(nn::BatchNorm1d(3)); });
  const auto forward = [&](const Tensor& x) { return norm.flat(x); };
  modules.expect_equal(forward, normal({replicas_, 5, 3}) * 2 + 1);
  modules.expect_equal(forward, normal({replicas_, 4, 3}));
  modules.use(1, true);
  modules.expect_equal(forward, normal({1, 4, 3}) - 5);
  modules.use(replicas_, false);
  modules.expect_equal(forward, normal({replicas_, 1, 3}));
}

TEST_P(Layers, StackedBatchNormEqualsModules) {
  const BatchNorm norm(state_, 3);
  ModuleArray<nn::Sequential> modules(state_, replicas_, [] { return nn::Sequential(nn::BatchNorm2d(3)); });
  const auto forward = [&](const Tensor& x) {
    return unstack_channels(norm.stacked(stack_channels(x)), state_.replicas());
  };
  modules.expect_equal(forward, normal({replicas_, 2, 3, 5, 3}) * 2 + 1);
  const std::int64_t prefix = (replicas_ + 1) / 2;
  modules.use(prefix, true);
  modules.expect_equal(forward, normal({prefix, 2, 3, 1, 3}));
  modules.use(prefix, false);
  modules.expect_equal(forward, normal({prefix, 1, 3, 2, 3}));
}

// Unbound replicas take no part, whether the input is shared or not.
TEST_P(Layers, PrefixEqualsModules) {
  const Linear linear(state_, 3, 4);
  ModuleArray<nn::Sequential> modules(state_, replicas_, [] { return nn::Sequential(nn::Linear(3, 4)); });
  const std::int64_t prefix = (replicas_ + 1) / 2;
  modules.use(prefix, true);
  const auto forward = [&](const Tensor& x) { return linear(x); };
  modules.expect_equal(forward, normal({1, 2, 3}));
  modules.expect_equal(forward, normal({prefix, 2, 3}));

  NetworkState convolutional;
  const Conv2d convolution(convolutional, 2, 3, {3, 1, 1, true});
  ModuleArray<nn::Sequential> convolutions(convolutional, replicas_, [] {
    return nn::Sequential(nn::Conv2d(nn::Conv2dOptions(2, 3, 3).padding(1)));
  });
  convolutions.use(prefix, true);
  convolutions.expect_equal(
      [&](const Tensor& x) { return unstack_channels(convolution(stack_channels(x)), prefix); },
      normal({prefix, 2, 2, 4, 3}));
}

TEST_P(Layers, GradientsEqualCentralDifferences) {
  const Conv2d convolution(state_, 2, 3, {3, 2, 1, true});
  const BatchNorm norm(state_, 3);
  const Linear linear(state_, 12, 2);
  state_.place(replicas_, torch::kFloat64);
  const Tensor direction = normal({replicas_, 2, 2});
  const auto function = [&](const std::vector<Tensor>& point) {
    state_.bind({point.begin() + 1, point.end()});
    const Tensor y = unstack_channels(norm.stacked(convolution(stack_channels(point[0]))), replicas_);
    return (linear(torch::tanh(y).flatten(2)) * direction).sum();
  };
  for (std::int64_t inputs : {std::int64_t{1}, replicas_})
    testing::expect_numeric_gradients(
        function,
        testing::joined({normal({inputs, 2, 2, 3, 4})}, testing::random_parameters(state_, replicas_)));
}

INSTANTIATE_TEST_SUITE_P(Replicas, Layers, ::testing::Values(1, 2, 5));

// Two replicas, one example, one pixel: channels 1 2 | 3 4.
TEST(Channels, AreStackedReplicaAfterReplica) {
  const Tensor x = torch::arange(1, 5, torch::kFloat64).view({2, 1, 2, 1, 1});
  const Tensor stacked = stack_channels(x);
  EXPECT_EQ(stacked.sizes(), (std::vector<std::int64_t>{1, 4, 1, 1}));
  EXPECT_TRUE(stacked.flatten().equal(torch::tensor({1., 2., 3., 4.}, torch::kFloat64)));
  EXPECT_TRUE(unstack_channels(stacked, 2).equal(x));
  // Joined within each replica: 1 2 with 10 20, 3 4 with 30 40.
  const Tensor both = join_channels(stacked, 10 * stacked, 2);
  EXPECT_TRUE(both.flatten().equal(torch::tensor({1., 2., 10., 20., 3., 4., 30., 40.}, torch::kFloat64)));
}

TEST(Channels, UnstackingInvertsStackingForOddShapes) {
  const Tensor x = normal({5, 3, 2, 7, 1});
  EXPECT_TRUE(unstack_channels(stack_channels(x), 5).equal(x));
  const Tensor shared = normal({1, 3, 2, 7, 1});
  EXPECT_TRUE(stack_channels(shared).equal(shared[0]));
}

/// A network with one replica per dropout key, of which `bound` are in use, and two dropout layers.
struct DropoutNetwork {
  DropoutNetwork(std::vector<std::uint64_t> keys, std::int64_t bound, double probability = 0.5)
      : first(state, probability), second(state, probability) {
    state.add_parameter({{1}, 0, 1});
    state.bind({torch::ones({bound, 1})});
    state.dropout_keys = std::move(keys);
  }
  DropoutNetwork(const DropoutNetwork&) = delete;
  DropoutNetwork& operator=(const DropoutNetwork&) = delete;

  NetworkState state;
  Dropout first, second;
};

TEST(Dropout, DependsOnTheReplicasOwnKeyAndTheLayer) {
  const DropoutNetwork array({11, 12, 11}, 3), alone({12}, 1);
  const Tensor x = torch::ones({3, 4, 50}), y = array.first.flat(x);
  EXPECT_TRUE(y[1].equal(alone.first.flat(x.narrow(0, 1, 1))[0]));
  EXPECT_TRUE(y[0].equal(y[2]));
  EXPECT_FALSE(y[0].equal(y[1]));
  EXPECT_FALSE(y.equal(array.second.flat(x)));
  EXPECT_TRUE(y.equal(array.first.flat(x))) << "nothing is carried from one call to the next";
}

TEST(Dropout, IsTheSameForStackedImagesAsForEachReplicaAlone) {
  const DropoutNetwork array({11, 12, 13}, 3), alone({12}, 1);
  const Tensor x = normal({3, 2, 4, 5, 3});
  const Tensor y = unstack_channels(array.first.stacked(stack_channels(x)), 3);
  EXPECT_TRUE(y[1].equal(unstack_channels(alone.first.stacked(stack_channels(x.narrow(0, 1, 1))), 1)[0]));
}

// Every element is 0 or x / (1 - p), and a share p of them is 0; over 60000 draws its standard deviation is
// 0.002.
TEST(Dropout, KeepsTheMean) {
  const DropoutNetwork array({11, 12, 13}, 3, 0.25);
  const Tensor y = array.first.flat(torch::ones({3, 100, 200}, torch::kFloat64));
  const Tensor dropped = y.eq(0);
  EXPECT_TRUE(y.masked_select(~dropped).eq(1 / 0.75).all().item<bool>());
  EXPECT_NEAR(dropped.to(torch::kFloat64).mean().item<double>(), 0.25, 0.01);
}

TEST(Dropout, TakesTheKeysOfTheReplicasInUse) {
  DropoutNetwork array({11, 12, 13}, 3);
  const DropoutNetwork alone({12}, 1);
  array.state.bind({torch::ones({1, 1})}, 1);
  const Tensor x = torch::ones({1, 4, 50});
  EXPECT_TRUE(array.first.flat(x).equal(alone.first.flat(x)));
}

TEST(Dropout, IsOffInEvaluationModeAndWithoutKeys) {
  DropoutNetwork array({11, 12, 13}, 3);
  const DropoutNetwork without({}, 3);
  array.state.training = false;
  const Tensor x = normal({3, 4, 5});
  EXPECT_TRUE(array.first.flat(x).equal(x));
  EXPECT_TRUE(without.first.flat(x).equal(x));
}

}  // namespace
}  // namespace friendly
