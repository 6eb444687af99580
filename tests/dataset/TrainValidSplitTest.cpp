#include <gtest/gtest.h>

#include "dataset/TrainValidSplit.hpp"

namespace friendly {
namespace {

DatasetInfo small(const std::string& name, std::int64_t n_train, std::int64_t n_valid) {
  DatasetInfo info = dataset_info(name);
  info.n_train = n_train;
  info.n_valid = n_valid;
  return info;
}

// Examples whose only input is their number.
Examples numbered(const torch::Tensor& labels) {
  return {torch::arange(labels.numel(), torch::kFloat32).view({-1, 1}), labels};
}

torch::Tensor numbers_of(const Examples& examples) {
  return examples.inputs.flatten().to(torch::kInt64);
}

TEST(TrainValidSplit, LarochellesSetsKeepTheOrderOfTheFile) {
  const Examples known = numbered(torch::tensor({1, 1, 0, 1, 0}, torch::kInt64));
  const Dataset dataset = split_train_valid(small("convex", 3, 2), known, known.labels, 1);
  EXPECT_TRUE(numbers_of(dataset.train).equal(torch::tensor({0, 1, 2})));
  EXPECT_TRUE(numbers_of(dataset.valid).equal(torch::tensor({3, 4})));
  EXPECT_TRUE(dataset.train.labels.equal(torch::tensor({1, 1, 0})));
  EXPECT_TRUE(dataset.valid.labels.equal(torch::tensor({1, 0})));
  EXPECT_EQ(dataset.name, "convex");
  EXPECT_EQ(dataset.n_classes, 10);
  EXPECT_FALSE(dataset.test.inputs.defined());
}

// Four negative reviews, then four positive ones.
TEST(TrainValidSplit, ReviewsAlternateAndTheLastOfEachClassAreForValidation) {
  const Examples known = numbered(torch::arange(8).div(4, "floor"));
  for (const std::uint64_t seed : {1, 2}) {
    const Dataset dataset = split_train_valid(small("imdb50k", 6, 2), known, known.labels, seed);
    EXPECT_TRUE(numbers_of(dataset.train).equal(torch::tensor({0, 4, 1, 5, 2, 6})));
    EXPECT_TRUE(dataset.train.labels.equal(torch::tensor({0, 1, 0, 1, 0, 1})));
    EXPECT_TRUE(numbers_of(dataset.valid).equal(torch::tensor({3, 7})));
    EXPECT_TRUE(dataset.valid.labels.equal(torch::tensor({0, 1})));
  }
}

// 200 examples of class 0 and 100 of class 1: of 60 for validation, 40 and 20.
TEST(TrainValidSplit, OtherSetsAreSplitAtRandomWithTheShareOfEachClass) {
  const DatasetInfo info = small("fashion", 240, 60);
  const Examples known = numbered((torch::arange(300).remainder(3) == 2).to(torch::kInt64));
  const Dataset dataset = split_train_valid(info, known, known.labels, 1);
  const torch::Tensor train = numbers_of(dataset.train), valid = numbers_of(dataset.valid);
  EXPECT_TRUE(std::get<0>(torch::cat({train, valid}).sort()).equal(torch::arange(300)));
  EXPECT_TRUE(dataset.valid.labels.bincount().equal(torch::tensor({40, 20})));
  EXPECT_TRUE(dataset.train.labels.bincount().equal(torch::tensor({160, 80})));
  EXPECT_TRUE(dataset.train.labels.equal(known.labels.index_select(0, train)));
  EXPECT_TRUE(dataset.valid.labels.equal(known.labels.index_select(0, valid)));
  EXPECT_TRUE(numbers_of(split_train_valid(info, known, known.labels, 1).valid).equal(valid));
  EXPECT_FALSE(numbers_of(split_train_valid(info, known, known.labels, 2).valid).equal(valid));
}

// The noisy labels are 0 for the first 300 of 400 examples and 1 for the others, while the true ones
// alternate: of 80 for validation, stratification by the noisy ones takes 60 and 20.
TEST(TrainValidSplit, TrainingSeesNoisyLabelsAndValidationTrueOnes) {
  const Examples known = numbered(torch::arange(400).remainder(2));
  const torch::Tensor noisy = (torch::arange(400) >= 300).to(torch::kInt64);
  for (const std::uint64_t seed : {1, 2, 3}) {
    const Dataset dataset = split_train_valid(small("cifar10-n10", 320, 80), known, noisy, seed);
    const torch::Tensor train = numbers_of(dataset.train), valid = numbers_of(dataset.valid);
    EXPECT_TRUE(dataset.train.labels.equal(noisy.index_select(0, train)));
    EXPECT_TRUE(dataset.valid.labels.equal(valid.remainder(2)));
    EXPECT_EQ((valid < 300).sum().item<std::int64_t>(), 60);
  }
}

}  // namespace
}  // namespace friendly
