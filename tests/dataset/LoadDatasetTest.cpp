#include <set>

#include "TestSupport.hpp"
#include "dataset/GeneratedFile.hpp"
#include "dataset/LoadDataset.hpp"

namespace friendly {
namespace {

using namespace std::string_literals;

class LoadDataset : public FolderTest {
 protected:
  Dataset load(const DatasetRequest& request) const { return load_dataset(request, {folder_.string()}); }
};

DatasetRequest two_moons(std::int64_t seed) {
  DatasetRequest request;
  request.name = "two_moons";
  request.seed = seed;
  return request;
}

TEST_F(LoadDataset, SuggestsTheNearestForAnUnknownName) {
  expect_contains(user_error([&] { load({"fashon"}); }), "the nearest is fashion");
}

TEST_F(LoadDataset, NamesMissingFilesAndTheFoldersSearched) {
  const std::string message = user_error([&] { load({"kmnist"}); });
  expect_contains(message, "train-images-idx3-ubyte");
  expect_contains(message, (folder_ / "kmnist").string());
}

TEST_F(LoadDataset, RefusesImagesOfTheWrongSize) {
  write("kmnist/train-images-idx3-ubyte", "\0\0\x08\x03\0\0\0\x01\0\0\0\x01\0\0\0\x01x"s);
  write("kmnist/train-labels-idx1-ubyte", "\0\0\x08\x01\0\0\0\x01\0"s);
  const std::string message = user_error([&] { load({"kmnist"}); });
  expect_contains(message, "kmnist/train-images-idx3-ubyte holds images of 1 x 1");
}

TEST_F(LoadDataset, SplitsTwoMoonsIntoThreeBalancedParts) {
  const Dataset dataset = load(two_moons(1));
  EXPECT_EQ(dataset.n_classes, 2);
  EXPECT_EQ(dataset.input_shape(), std::vector<std::int64_t>{2});
  for (const auto& [part, size] :
       {std::pair{dataset.train, 600}, {dataset.valid, 200}, {dataset.test, 200}}) {
    EXPECT_EQ(part.inputs.size(0), size);
    EXPECT_EQ(part.labels.sum().item<std::int64_t>(), size / 2);
  }
}

TEST_F(LoadDataset, DataDependOnTheSeedButTheChecksumDoesNot) {
  const Dataset first = load(two_moons(1)), same = load(two_moons(1)), other = load(two_moons(2));
  EXPECT_TRUE(first.train.inputs.equal(same.train.inputs));
  EXPECT_FALSE(first.train.inputs.equal(other.train.inputs));
  EXPECT_EQ(first.checksum, other.checksum);
}

TEST_F(LoadDataset, NoisyLabelsLeaveValidationAndTestAlone) {
  DatasetRequest request = two_moons(1);
  const Dataset clean = load(request);
  request.noisy_labels = 0.25;
  const Dataset noisy = load(request);
  EXPECT_EQ((noisy.train.labels != clean.train.labels).sum().item<std::int64_t>(), 150);
  EXPECT_TRUE(noisy.valid.labels.equal(clean.valid.labels));
  EXPECT_TRUE(noisy.test.labels.equal(clean.test.labels));
  EXPECT_TRUE(noisy.train.inputs.equal(clean.train.inputs));
}

// Points of each moon are in order of their angle, whose cosine is x on the upper and 1 - x on the lower one.
TEST_F(LoadDataset, NTrainKeepsPointsFromAllOverTheMoons) {
  DatasetRequest request = two_moons(1);
  const Dataset all = load(request);
  request.n_train = 50;
  const Dataset few = load(request);
  EXPECT_EQ(few.train.size(), 50);
  EXPECT_EQ(few.valid.size(), 200);
  for (const std::int64_t label : {0, 1}) {
    const torch::Tensor x =
        few.train.subset((few.train.labels == label).nonzero().squeeze(1)).inputs.select(1, 0);
    EXPECT_EQ(x.numel(), 25);
    EXPECT_NEAR(x.mean().item<double>(), static_cast<double>(label), 0.4);
  }
  request.n_train = 600;
  EXPECT_TRUE(load(request).train.inputs.equal(all.train.inputs));
  request.n_train = 601;
  expect_contains(user_error([&] { load(request); }), "the training part has 600 examples");
}

// Records of CIFAR-10 in which the first two bytes of a picture encode its number across all files.
std::string cifar_batch(int batch) {
  std::string bytes(10'000 * 3073, '\0');
  for (int i = 0; i < 10'000; ++i) {
    const int number = batch * 10'000 + i;
    const auto record = static_cast<std::size_t>(i) * 3073;
    bytes[record] = static_cast<char>(number % 10);
    bytes[record + 1] = static_cast<char>(number % 256);
    bytes[record + 2] = static_cast<char>(number / 256);
  }
  return bytes;
}

torch::Tensor numbers_of(const Examples& part) {
  const torch::Tensor bytes = (part.inputs.flatten(1).slice(1, 0, 2) * 255).round().to(torch::kInt64);
  return bytes.select(1, 0) + 256 * bytes.select(1, 1);
}

TEST_F(LoadDataset, CifarN10PermutesTheFirstTenthForTrainingOnly) {
  for (int i = 0; i < 5; ++i) write("cifar10/data_batch_" + std::to_string(i + 1) + ".bin", cifar_batch(i));
  write("cifar10/test_batch.bin", cifar_batch(5));
  std::string reversed;
  for (int i = 4999; i >= 0; --i) reversed += std::to_string(i) + "\n";
  const std::string file = write("cifar10/n10_permutation.txt", reversed);
  const Dataset dataset = load({"cifar10-n10"});
  EXPECT_EQ(dataset.train.size(), 40'000);
  EXPECT_EQ(dataset.test.size(), 10'000);
  const torch::Tensor train = numbers_of(dataset.train), valid = numbers_of(dataset.valid);
  EXPECT_TRUE(std::get<0>(torch::cat({train, valid}).sort()).equal(torch::arange(50'000)));
  EXPECT_TRUE(dataset.valid.labels.equal(valid.remainder(10)));
  const torch::Tensor expected = torch::where(train < 5000, 4999 - train, train).remainder(10);
  EXPECT_TRUE(dataset.train.labels.equal(expected));
  const Dataset plain = load({"cifar10"});
  EXPECT_TRUE(plain.train.labels.equal(numbers_of(plain.train).remainder(10)));

  std::filesystem::remove(file);
  DatasetRequest few{"cifar10-n10"};
  few.n_train = 4000;
  const Dataset drawn = load(few);
  EXPECT_NEAR((numbers_of(drawn.train) < 5000).sum().item<double>(), 400, 60) << "about a tenth is permuted";
  EXPECT_TRUE(drawn.train.labels.bincount({}, 10).equal(torch::full({10}, 400, torch::kInt64)));
  few.seed = 2;
  EXPECT_EQ(load(few).checksum, drawn.checksum) << "the seed belongs to the trial, not to the data";
  EXPECT_EQ((std::set{plain.checksum, dataset.checksum, drawn.checksum}).size(), 3u);
}

TEST_F(LoadDataset, NTrainKeepsTheFirstOfExamplesInNoParticularOrder) {
  GeneratorRequest generated;
  generated.name = "rectangles";
  generated.n_test = 10;
  make_dataset(generated, {folder_.string()});
  DatasetRequest request{"rectangles"};
  request.n_train = 50;
  EXPECT_TRUE(load(request).train.inputs.equal(load({"rectangles"}).train.inputs.slice(0, 0, 50)));
}

// Debian's copy. According to `zcat | od`, the first non-zero pixel of the first test image, an ankle boot
// (label 9), is a 3 in row 7, column 19.
TEST_F(LoadDataset, FashionHasItsSizesRangeAndClasses) {
  if (!std::filesystem::exists("/usr/share/datasets/fashion-mnist"))
    GTEST_SKIP() << "dataset-fashion-mnist is not installed";
  const Dataset dataset = load({"fashion"});
  EXPECT_EQ(dataset.n_classes, 10);
  EXPECT_EQ(dataset.input_shape(), (std::vector<std::int64_t>{1, 28, 28}));
  for (const auto& [part, size] :
       {std::pair{dataset.train, 50'000}, {dataset.valid, 10'000}, {dataset.test, 10'000}}) {
    EXPECT_EQ(part.inputs.size(0), size);
    EXPECT_TRUE(part.labels.bincount({}, 10).equal(torch::full({10}, size / 10, torch::kInt64)));
    EXPECT_EQ(part.inputs.min().item<float>(), 0);
    EXPECT_EQ(part.inputs.max().item<float>(), 1);
  }
  EXPECT_EQ(dataset.test.labels[0].item<std::int64_t>(), 9);
  EXPECT_EQ(dataset.test.inputs[0].flatten().nonzero()[0].item<std::int64_t>(), 7 * 28 + 19);
  EXPECT_FLOAT_EQ(dataset.test.inputs[0][0][7][19].item<float>(), 3 / 255.f);
}

}  // namespace
}  // namespace friendly
