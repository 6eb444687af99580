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

// Unbound replicas take no part, whether the input is shared or not.
TEST_P(Layers, PrefixEqualsModules) {
  const Linear linear(state_, 3, 4);
  ModuleArray<nn::Sequential> modules(state_, replicas_, [] { return nn::Sequential(nn::Linear(3, 4)); });
  const std::int64_t prefix = (replicas_ + 1) / 2;
  modules.use(prefix, true);
  const auto forward = [&](const Tensor& x) { return linear(x); };
  modules.expect_equal(forward, normal({1, 2, 3}));
  modules.expect_equal(forward, normal({prefix, 2, 3}));
}

TEST_P(Layers, LinearGradientsEqualCentralDifferences) {
  const Linear linear(state_, 12, 2);
  const Tensor direction = normal({replicas_, 2, 2});
  const auto function = [&](const std::vector<Tensor>& point) {
    state_.bind({point.begin() + 1, point.end()});
    return (linear(torch::tanh(point[0])) * direction).sum();
  };
  for (std::int64_t inputs : {std::int64_t{1}, replicas_})
    testing::expect_numeric_gradients(
        function, testing::joined({normal({inputs, 2, 12})}, testing::random_parameters(state_, replicas_)));
}

INSTANTIATE_TEST_SUITE_P(Replicas, Layers, ::testing::Values(1, 2, 5));

// Of three replicas, one at a time.
class SingleLayers : public ::testing::Test {
 protected:
  static constexpr std::int64_t kReplicas = 3;
  SingleLayers() { torch::manual_seed(7); }
  NetworkState state_;
};

/// `layer`, which takes one replica's examples, as a function of [1, B, ...].
template <class Layer>
std::function<Tensor(const Tensor&)> alone(const Layer& layer) {
  return [&layer](const Tensor& x) { return layer(x[0]).unsqueeze(0); };
}

TEST_F(SingleLayers, ConvolutionEqualsModules) {
  const ConvOptions cases[] = {
      {3, 1, 0, true}, {3, 1, 1, false}, {3, 2, 1, false}, {1, 2, 0, true}, {4, 1, 0, true}};
  for (const ConvOptions& options : cases) {
    NetworkState state;
    const Conv2d convolution(state, 3, 5, options);
    ModuleArray<nn::Sequential> modules(state, kReplicas, [&] {
      return nn::Sequential(nn::Conv2d(nn::Conv2dOptions(3, 5, options.kernel)
                                           .stride(options.stride)
                                           .padding(options.padding)
                                           .bias(options.bias)));
    });
    const auto last = [&](const Tensor& x) { return convolution(channels_last(x[0])).unsqueeze(0); };
    for (std::int64_t r = 0; r < kReplicas; ++r) {
      modules.use_only(r, true);
      modules.expect_equal(alone(convolution), normal({1, 2, 3, 7, 5}));
      modules.expect_equal(last, normal({1, 2, 3, 7, 5}));
    }
  }
}

// Running statistics too, of the replicas that are not in use as well: two steps of each, one more of the
// second, then evaluation.
TEST_F(SingleLayers, BatchNormEqualsModules) {
  const auto compare = [](const auto& module, const std::vector<std::int64_t>& shape) {
    NetworkState state;
    const BatchNorm norm(state, 3);
    ModuleArray<nn::Sequential> modules(state, kReplicas, [&] { return nn::Sequential(module()); });
    const auto step = [&](std::int64_t replica, bool training, double shift) {
      modules.use_only(replica, training);
      modules.expect_equal(alone(norm), normal(shape) * 2 + shift);
    };
    for (const double shift : {1, 0})
      for (std::int64_t r = 0; r < kReplicas; ++r) step(r, true, shift);
    step(1, true, -5);
    for (std::int64_t r = 0; r < kReplicas; ++r) step(r, false, 2);
  };
  compare([] { return nn::BatchNorm1d(3); }, {1, 5, 3});
  compare([] { return nn::BatchNorm2d(3); }, {1, 2, 3, 5, 3});
}

TEST_F(SingleLayers, GradientsEqualCentralDifferences) {
  const Conv2d convolution(state_, 2, 3, {3, 2, 1, true});
  const BatchNorm norm(state_, 3);
  state_.place(1, torch::kFloat64);
  const Tensor direction = normal({2, 3, 2, 2});
  const auto function = [&](const std::vector<Tensor>& point) {
    state_.bind({point.begin() + 1, point.end()});
    return (torch::tanh(norm(convolution(channels_last(point[0])))) * direction).sum();
  };
  testing::expect_numeric_gradients(
      function, testing::joined({normal({2, 2, 3, 4})}, testing::random_parameters(state_, 1)));
}

// Also of one channel, whose order in memory is that of channels first.
TEST(ChannelsLast, ChangesOnlyTheOrderInMemory) {
  for (const std::int64_t channels : {1, 3}) {
    const Tensor images = normal({2, channels, 4, 5}), last = channels_last(images);
    EXPECT_TRUE(last.equal(images));
    EXPECT_EQ(last.strides(), (std::vector<std::int64_t>{20 * channels, 1, 5 * channels, channels}));
    EXPECT_EQ(channels_last(last).data_ptr(), last.data_ptr());
  }
}

TEST(FlattenImages, GoesChannelByChannelAndItsGradientHasChannelsLast) {
  const Tensor images = channels_last(normal({2, 3, 4, 5})).requires_grad_();
  const Tensor flat = flatten_images(images), direction = normal({2, 60});
  EXPECT_TRUE(flat.equal(images.flatten(1)));
  const Tensor gradient = torch::autograd::grad({(flat * direction).sum()}, {images})[0];
  EXPECT_TRUE(gradient.equal(direction.view({2, 3, 4, 5})));
  EXPECT_TRUE(gradient.is_contiguous(torch::MemoryFormat::ChannelsLast));
}

/// A network with one replica per dropout key, of which the one called `bound` is in use, and two dropout
/// layers.
struct DropoutNetwork {
  DropoutNetwork(const std::vector<std::int64_t>& keys, std::int64_t bound, double probability = 0.5)
      : first(state, probability), second(state, probability) {
    state.add_parameter({{1}, 0, 1});
    state.bind({torch::ones({1, 1})}, bound);
    if (!keys.empty()) state.dropout_keys = torch::tensor(keys);
  }
  DropoutNetwork(const DropoutNetwork&) = delete;
  DropoutNetwork& operator=(const DropoutNetwork&) = delete;

  NetworkState state;
  Dropout first, second;
};

TEST(Dropout, DependsOnTheKeyOfTheReplicaInUseAndOnTheLayer) {
  DropoutNetwork array({11, 12, 11}, 1);
  const DropoutNetwork alone({12}, 0);
  const Tensor x = torch::ones({4, 50}), y = array.first(x);
  EXPECT_TRUE(y.equal(alone.first(x)));
  EXPECT_TRUE(y.equal(array.first(x))) << "nothing is carried from one call to the next";
  EXPECT_FALSE(y.equal(array.second(x)));
  array.state.bind({torch::ones({1, 1})}, 0);
  const Tensor other = array.first(x);
  EXPECT_FALSE(y.equal(other));
  array.state.bind({torch::ones({1, 1})}, 2);
  EXPECT_TRUE(array.first(x).equal(other));
}

TEST(Dropout, TakesElementsInTheirOrderInMemory) {
  const DropoutNetwork network({11}, 0);
  const Tensor last = channels_last(normal({4, 2, 5, 3}));
  const Tensor in_memory = last.permute({0, 2, 3, 1});
  EXPECT_TRUE(network.first(last).permute({0, 2, 3, 1}).equal(network.first(in_memory)));
}

// Every element is 0 or x / (1 - p), and a share p of them is 0; over 60000 draws its standard deviation is
// 0.002.
TEST(Dropout, KeepsTheMean) {
  const DropoutNetwork network({11}, 0, 0.25);
  const Tensor y = network.first(torch::ones({300, 200}, torch::kFloat64));
  const Tensor dropped = y.eq(0);
  EXPECT_TRUE(y.masked_select(~dropped).eq(1 / 0.75).all().item<bool>());
  EXPECT_NEAR(dropped.to(torch::kFloat64).mean().item<double>(), 0.25, 0.01);
}

TEST(Dropout, IsOffInEvaluationModeAndWithoutKeys) {
  DropoutNetwork network({11}, 0);
  const DropoutNetwork without({}, 0);
  network.state.training = false;
  const Tensor x = normal({3, 4, 5});
  EXPECT_TRUE(network.first(x).equal(x));
  EXPECT_TRUE(without.first(x).equal(x));
}

}  // namespace
}  // namespace friendly
