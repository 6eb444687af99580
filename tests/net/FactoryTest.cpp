#include <gtest/gtest.h>

#include "TestSupport.hpp"
#include "net/Comparison.hpp"
#include "net/Factory.hpp"

namespace friendly {
namespace {

using Shape = std::vector<std::int64_t>;

std::int64_t classifier_count(const std::string& arch, const Shape& shape, std::int64_t classes) {
  return make_classifier(arch, shape, classes)->parameter_count();
}

std::int64_t unet_count(std::int64_t n_deep, std::int64_t filters, bool conditioning, const Shape& shape) {
  SimplifierOptions options;
  options.n_deep = n_deep;
  options.n_filters_base = filters;
  options.target_conditioning = conditioning;
  return make_simplifier(options, shape)->parameter_count();
}

SimplifierOptions ff_simplifier(const Shape& hidden, bool conditioning) {
  SimplifierOptions options;
  options.simplifier = "ff";
  options.hidden = hidden;
  options.target_conditioning = conditioning;
  return options;
}

TEST(Factory, ClassifiersHaveTheExpectedParameterCounts) {
  EXPECT_EQ(classifier_count("ff", {1, 28, 28}, 10), 784 * 10 + 10 + 10 * 10 + 10);
  EXPECT_EQ(classifier_count("ff", {20}, 2), 20 * 10 + 10 + 10 * 2 + 2);
  const std::int64_t norms = 2 * (2500 + 2000 + 1500 + 1000 + 500);
  EXPECT_EQ(classifier_count("ff2", {1, 28, 28}, 10),
            785 * 2500 + 2501 * 2000 + 2001 * 1500 + 1501 * 1000 + 1001 * 500 + 501 * 10 + norms);
  // 28 → 26 → 24 → 12 after the pooling.
  EXPECT_EQ(classifier_count("cnn", {1, 28, 28}, 10),
            (9 + 1) * 32 + (32 * 9 + 1) * 64 + (64 * 144 + 1) * 128 + 129 * 10);
  // 28 → 25 → 22 → 20 → 19 → 9.
  EXPECT_EQ(classifier_count("cnn2", {1, 28, 28}, 10), (16 + 1) * 32 + (32 * 16 + 1) * 48 +
                                                           (48 * 9 + 1) * 64 + (64 * 4 + 1) * 64 +
                                                           (64 * 81 + 1) * 128 + 129 * 10);
  // The published ResNet18 for CIFAR.
  EXPECT_EQ(classifier_count("resnet", {3, 32, 32}, 10), 11173962);
}

// DoubleConv(in, out, middle): 9 in middle + middle + 2 middle + 9 middle out + out + 2 out.
TEST(Factory, SimplifiersHaveTheExpectedParameterCounts) {
  const auto block = [](std::int64_t in, std::int64_t out, std::int64_t middle) {
    return 9 * in * middle + 3 * middle + 9 * middle * out + 3 * out;
  };
  EXPECT_EQ(unet_count(2, 4, false, {1, 28, 28}), 855);
  EXPECT_EQ(unet_count(4, 4, false, {1, 28, 28}), 4131);
  EXPECT_EQ(unet_count(4, 4, true, {1, 28, 28}), 4131 + 10 * 4 * 9);
  EXPECT_EQ(unet_count(4, 64, false, {3, 32, 32}), block(3, 64, 64) + block(64, 128, 128) +
                                                       block(128, 128, 128) + block(256, 64, 128) +
                                                       block(128, 3, 64));
  EXPECT_EQ(make_simplifier(ff_simplifier({}, false), {1, 28, 28})->parameter_count(),
            784 * 256 + 256 + 256 * 784 + 784);
  EXPECT_EQ(make_simplifier(ff_simplifier({16, 20}, true), {20})->parameter_count(),
            30 * 16 + 16 + 16 * 20 + 20);
}

TEST(Factory, OnlyNetworksWithFlatBatchNormNeedTwoExamples) {
  for (const std::string& name : classifier_names())
    EXPECT_EQ(make_classifier(name, {3, 32, 32}, 10)->needs_two_examples(), name == "ff2") << name;
}

TEST(Factory, SuggestsTheNearestClassifierForAnUnknownName) {
  expect_contains(user_error([] {
                    make_classifier("resnt", {3, 32, 32}, 10);
                  }),
                  "there is no classifier \"resnt\" (the nearest is resnet)");
}

TEST(Factory, RefusesDataThatDoNotSuitAConvolutionalNetwork) {
  expect_contains(user_error([] { make_classifier("cnn", {20}, 2); }),
                  "cnn takes images of at least 6 × 6 pixels, and its inputs are 20)");
  expect_contains(user_error([] {
                    make_classifier("cnn2", {1, 10, 28}, 2);
                  }),
                  "cnn2 takes images of at least 11 × 11 pixels, and its inputs are 1 × 10 × 28)");
  expect_contains(user_error([] { make_classifier("resnet", {1, 28, 28}, 10); }), "resnet cannot be used");
  expect_contains(user_error([] {
                    make_classifier("resnet", {3, 64, 64}, 10);
                  }),
                  "it takes images of 32 × 32 pixels, and its inputs are 3 × 64 × 64");
  expect_contains(user_error([] { make_simplifier({}, {2}); }), "the unet simplifier cannot be used");
  expect_contains(user_error([] { make_simplifier({}, {1, 3, 8}); }), "at least 4 × 4 pixels");
}

TEST(Factory, NetworksWorkOnTheSmallestImagesTheyAccept) {
  const std::pair<const char*, std::int64_t> smallest[] = {{"cnn", 6}, {"cnn2", 11}};
  for (const auto& [arch, size] : smallest) {
    const auto network = make_classifier(arch, {1, size, size}, 3);
    std::vector<torch::Tensor> parameters;
    for (const auto& slot : network->state().slots()) {
      auto shape = slot.shape;
      shape.insert(shape.begin(), 1);
      parameters.push_back(torch::zeros(shape));
    }
    network->state().bind(parameters);
    EXPECT_EQ(network->forward(torch::ones({1, 2, 1, size, size})).sizes(), (Shape{1, 2, 3})) << arch;
  }
}

// That activations are rounded shows, and changes little.
TEST(Factory, NetworksComputeInTheTypeOfTheirInputs) {
  torch::manual_seed(5);
  for (const std::string arch : {"ff", "ff2", "cnn", "cnn2", "resnet"}) {
    const Shape shape = arch == "resnet" ? Shape{3, 32, 32} : Shape{1, 28, 28};
    const auto network = make_classifier(arch, shape, 10);
    std::vector<torch::Tensor> leaves;
    for (const torch::Tensor& values : testing::random_parameters(network->state(), 1))
      leaves.push_back(values.to(torch::kFloat32).requires_grad_());
    network->state().place(1, torch::kFloat32);
    network->state().bind(leaves);
    const torch::Tensor x = torch::rand({1, 8, shape[0], shape[1], shape[2]});
    const torch::Tensor y = network->forward(x), rounded = network->forward(x.to(torch::kBFloat16));
    EXPECT_EQ(rounded.scalar_type(), torch::kBFloat16) << arch;
    const double difference = (rounded.to(torch::kFloat32) - y).abs().max().item<double>();
    EXPECT_GT(difference, 0) << arch;
    EXPECT_LT(difference, 0.05 * y.abs().max().item<double>()) << arch;
    for (const torch::Tensor& gradient : torch::autograd::grad({rounded.sum()}, leaves))
      EXPECT_EQ(gradient.scalar_type(), torch::kFloat32) << arch;
  }
}

TEST(Factory, RefusesAnFfSimplifierThatDoesNotFit) {
  expect_contains(
      user_error([] {
        make_simplifier(ff_simplifier({16, 10}, false), {20});
      }),
      "hidden = [16, 10] does not fit the data set (its last width is the simplifier's output and must "
      "be 20): end the list with 20");
  expect_contains(user_error([] {
                    make_simplifier(ff_simplifier({}, true), {1, 4, 4});
                  }),
                  "the ff simplifier takes the label with flat data only, and its inputs are 1 × 4 × 4");
}

}  // namespace
}  // namespace friendly
