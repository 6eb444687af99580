#include <gtest/gtest.h>
#include <torch/script.h>

#include <filesystem>

#include "Support.hpp"
#include "train/ClassifierFile.hpp"
#include "train/ExampleLogger.hpp"

namespace friendly {
namespace {

using testing::short_spec;
using torch::Tensor;

Tensor tensor_of(const std::vector<double>& values, const IntList& shape) {
  return torch::tensor(values, torch::kFloat64).view(shape);
}

class ExampleLogging : public ::testing::TestWithParam<std::string> {
 protected:
  // Its plan ends after 0.6 * 4 = 2.4 epochs.
  TrialSpec spec(const std::string& arch, const IntList& log_epochs) const {
    TrialSpec spec = short_spec(GetParam(), arch, 4);
    spec.step_simp = 1;
    spec.log_epochs = log_epochs;
    return spec;
  }
};

TEST_P(ExampleLogging, DoesNotAffectTraining) {
  for (const char* arch : {"cnn", "ff"}) {
    const Dataset data = arch == std::string("cnn") ? testing::small_images() : testing::two_moons();
    const auto plain = testing::train(testing::varied_specs(spec(arch, {})), data);
    auto logged = testing::train(testing::varied_specs(spec(arch, {0, 2, 3})), data);
    for (std::size_t i = 0; i < plain.size(); ++i) {
      EXPECT_FALSE(logged[i].log.empty());
      logged[i].log = {};
      testing::expect_equal(logged[i], plain[i], 0);
    }
  }
}

TEST_P(ExampleLogging, RecordsSimplifiedImagesWhileThePlanLasts) {
  const Dataset data = testing::small_images();
  const ExampleLog log = testing::train({spec("cnn", {0, 3, 17})}, data)[0].log;
  EXPECT_EQ(log.epochs, (IntList{0, 3}));
  EXPECT_EQ(log.shape, (IntList{8, 1, 9, 8}));
  EXPECT_EQ(log.labels, (IntList{0, 1, 2, 0, 1, 2, 0, 1}));
  const Tensor original = tensor_of(log.original, log.shape), given = tensor_of(log.given, {2, 8, 1, 9, 8});
  EXPECT_TRUE(torch::allclose(original, data.test.inputs.narrow(0, 0, 8).to(torch::kFloat64), 0, 5e-7));
  EXPECT_GT((given[0] - original).abs().max().item<double>(), 1e-3);
  EXPECT_TRUE(torch::equal(given[1], original));
  EXPECT_TRUE(log.grid.empty() && log.extent.empty() && log.probabilities.empty());
}

TEST_P(ExampleLogging, RecordsSimplifiedPointsWhileThePlanLasts) {
  const Dataset data = testing::two_moons();
  const ExampleLog log = testing::train({spec("ff", {0, 3})}, data)[0].log;
  EXPECT_EQ(log.shape, (IntList{60, 2}));
  const Tensor original = tensor_of(log.original, log.shape), given = tensor_of(log.given, {2, 60, 2});
  EXPECT_TRUE(torch::allclose(original, data.train.inputs.to(torch::kFloat64), 0, 5e-7));
  EXPECT_GT((given[0] - original).abs().max().item<double>(), 1e-3);
  EXPECT_TRUE(torch::equal(given[1], original));
}

TEST_P(ExampleLogging, RecordsEachTrialOfAnArrayAsAlone) {
  const auto specs = testing::varied_specs(spec("cnn", {1}));
  const auto together = testing::train(specs, testing::small_images());
  for (std::size_t i = 0; i < specs.size(); ++i) {
    const ExampleLog alone = testing::train({specs[i]}, testing::small_images())[0].log;
    ASSERT_EQ(together[i].log.given.size(), alone.given.size());
    for (std::size_t at = 0; at < alone.given.size(); ++at)
      EXPECT_NEAR(together[i].log.given[at], alone.given[at], 2e-6) << "trial " << i;
  }
}

INSTANTIATE_TEST_SUITE_P(Methods, ExampleLogging, ::testing::Values("nft", "ft"));

// The saved classifier, of the only epoch, computes the same probabilities in TorchScript.
TEST(ExampleLogger, RecordsTheBoundaryOfTheClassifier) {
  TrialSpec spec = short_spec("ct", "ff", 1);
  spec.dtype = "float32";
  spec.log_epochs = {0};
  const std::string path = ::testing::TempDir() + "boundary_" + std::to_string(::getpid()) + ".pt";
  ClassifierKeeper keeper("", path);
  const Dataset data = testing::two_moons();
  const ExampleLog log = testing::train({spec}, data, &keeper)[0].log;
  EXPECT_EQ(log.grid, (IntList{2, 100, 100}));
  const Tensor least = std::get<0>(data.train.inputs.min(0)),
               greatest = std::get<0>(data.train.inputs.max(0));
  const Tensor margin = 0.15 * (greatest - least), from = least - margin, to = greatest + margin;
  const Tensor expected_extent = torch::stack({from, to}, 1).flatten().to(torch::kFloat64);
  EXPECT_TRUE(torch::allclose(tensor_of(log.extent, {4}), expected_extent, 0, 1e-6));

  auto classifier = torch::jit::load(path);
  const Tensor probabilities = tensor_of(log.probabilities, {2, 100, 100});
  for (const auto& [row, column] : {std::pair<int, int>{0, 0}, {0, 99}, {99, 0}, {31, 62}, {99, 99}}) {
    const Tensor share = torch::tensor({column / 99.0, row / 99.0}, torch::kFloat32);
    const Tensor point = from + share * (to - from);
    const Tensor expected = torch::softmax(classifier.forward({point.unsqueeze(0)}).toTensor()[0], 0);
    EXPECT_TRUE(torch::allclose(probabilities.select(2, column).select(1, row), expected.to(torch::kFloat64),
                                0, 6e-4))
        << row << " " << column;
  }
  std::filesystem::remove(path);
}

TEST(ExampleLogger, LeavesOutTrialsThatHaveEnded) {
  std::vector<TrialSpec> specs(2, short_spec("ct", "cnn", 3));
  for (TrialSpec& spec : specs) spec.log_epochs = {0, 1, 2};
  specs[1].lr_clf = 1e200;
  const auto outcomes = testing::train(specs, testing::small_images());
  ASSERT_EQ(outcomes[1].result.status, status::kDiverged);
  EXPECT_EQ(outcomes[0].log.epochs, (IntList{0, 1, 2}));
  EXPECT_LT(outcomes[1].log.epochs.size(), 3u);
}

TEST(ExampleLogger, LogsImagesAndPointsOnly) {
  EXPECT_TRUE(can_be_logged(testing::small_images()));
  EXPECT_TRUE(can_be_logged(testing::two_moons()));
  Dataset flat = testing::two_moons();
  flat.train.inputs = torch::zeros({60, 3});
  EXPECT_FALSE(can_be_logged(flat));
}

}  // namespace
}  // namespace friendly
