#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "train/Minibatches.hpp"

namespace friendly {
namespace {

using torch::Tensor;

TrialSpec spec_of_run(std::int64_t run, std::int64_t seed = 1) {
  TrialSpec spec;
  spec.run = run;
  spec.seed = seed;
  spec.batch_size = 4;
  return spec;
}

// 10 examples whose only value is their index, with three times that as their labels.
Examples counted() {
  const Tensor index = torch::arange(10, torch::kInt64);
  return {index.to(torch::kFloat32).view({10, 1}), 3 * index};
}

// The examples in the order in which replica `replica` of `replicas` sees them in a pass.
std::vector<int> order(Minibatches& minibatches, std::int64_t epoch, std::int64_t pass,
                       std::int64_t replica = 0, std::int64_t replicas = 1) {
  minibatches.start_pass(epoch, pass);
  std::vector<int> seen;
  for (std::int64_t i = 0; i < minibatches.count(); ++i) {
    minibatches.select(i);
    const Minibatch batch = minibatches.get({0, replicas});
    EXPECT_EQ(batch.size(), i == 2 ? 2 : 4);
    EXPECT_TRUE(batch.labels.eq(3 * batch.inputs.squeeze(2)).all().item<bool>())
        << "labels must stay with their inputs";
    const std::int64_t row = batch.labels.size(0) == 1 ? 0 : replica;
    for (std::int64_t b = 0; b < batch.size(); ++b) seen.push_back(batch.inputs[row][b].item<int>());
  }
  return seen;
}

TEST(Minibatches, ShowEveryExampleOnceAPass) {
  Minibatches minibatches(counted(), {spec_of_run(1)}, true);
  EXPECT_EQ(minibatches.count(), 3);
  EXPECT_EQ(minibatches.last_size(), 2);
  std::vector<int> all(10);
  std::iota(all.begin(), all.end(), 0);
  std::set<std::vector<int>> orders;
  for (std::int64_t epoch = 0; epoch < 3; ++epoch)
    for (std::int64_t pass = 0; pass < 3; ++pass) {
      auto seen = order(minibatches, epoch, pass);
      orders.insert(seen);
      std::sort(seen.begin(), seen.end());
      EXPECT_EQ(seen, all);
    }
  EXPECT_EQ(orders.size(), 9u) << "each pass must have its own order";
}

TEST(Minibatches, DependOnSeedRunEpochAndPassAlone) {
  Minibatches first(counted(), {spec_of_run(1)}, true), again(counted(), {spec_of_run(1)}, true),
      other_run(counted(), {spec_of_run(2)}, true), other_seed(counted(), {spec_of_run(1, 2)}, true);
  const auto expected = order(first, 4, 1);
  order(again, 0, 0);
  torch::manual_seed(1);
  EXPECT_EQ(order(again, 4, 1), expected);
  EXPECT_NE(order(other_run, 4, 1), expected);
  EXPECT_NE(order(other_seed, 4, 1), expected);
}

TEST(Minibatches, AreSharedWithinARunAndIndependentOfOtherRuns) {
  Minibatches shared(counted(), {spec_of_run(1), spec_of_run(1)}, true),
      one(counted(), {spec_of_run(1)}, true), two(counted(), {spec_of_run(2)}, true),
      mixed(counted(), {spec_of_run(2), spec_of_run(1), spec_of_run(2)}, true);
  shared.start_pass(0, 0);
  EXPECT_EQ(shared.get({0, 2}).inputs.size(0), 1);
  mixed.start_pass(0, 0);
  EXPECT_EQ(mixed.get({0, 3}).inputs.size(0), 3);
  EXPECT_EQ(mixed.get({0, 2}).labels.size(0), 2);
  EXPECT_EQ(order(mixed, 5, 2, 0, 3), order(two, 5, 2));
  EXPECT_EQ(order(mixed, 5, 2, 1, 3), order(one, 5, 2));
  EXPECT_EQ(order(mixed, 5, 2, 2, 3), order(two, 5, 2));
}

TEST(Minibatches, KeepTheDatasOrderWithoutShuffling) {
  Minibatches minibatches(counted(), {spec_of_run(1)}, false);
  EXPECT_EQ(order(minibatches, 3, 0), (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
}

class Augmentation : public ::testing::Test {
 protected:
  static constexpr std::int64_t kCount = 40, kHeight = 6, kWidth = 5;

  Augmentation() {
    spec_.data_augmentation = true;
    spec_.batch_size = kCount;
  }

  Tensor augmented(std::int64_t run, std::int64_t epoch) {
    spec_.run = run;
    Minibatches minibatches(examples_, {spec_}, false);
    minibatches.start_pass(epoch, 0);
    return minibatches.get({0, 1}).inputs[0];
  }

  // Which crop of the zero-padded original `image` is, as (row * 9 + column) * 2 + mirrored; -1 if it is
  // none.
  static int choice_of(const Tensor& image, const Tensor& original) {
    Tensor padded = torch::zeros({2, kHeight + 8, kWidth + 8});
    padded.narrow(1, 4, kHeight).narrow(2, 4, kWidth).copy_(original);
    for (int row = 0; row < 9; ++row)
      for (int column = 0; column < 9; ++column) {
        const Tensor crop = padded.narrow(1, row, kHeight).narrow(2, column, kWidth);
        if (image.equal(crop)) return (row * 9 + column) * 2;
        if (image.equal(crop.flip(2))) return (row * 9 + column) * 2 + 1;
      }
    return -1;
  }

  TrialSpec spec_;
  const Examples examples_ = {
      torch::arange(1, 1 + kCount * 2 * kHeight * kWidth, torch::kFloat32).view({kCount, 2, kHeight, kWidth}),
      torch::arange(kCount, torch::kInt64)};
};

TEST_F(Augmentation, IsACropOfThePaddedImageMirroredOrNot) {
  const Tensor images = augmented(1, 0);
  std::set<int> choices, rows, columns;
  int mirrored = 0;
  for (std::int64_t i = 0; i < kCount; ++i) {
    const int choice = choice_of(images[i], examples_.inputs[i]);
    ASSERT_GE(choice, 0) << "image " << i;
    choices.insert(choice);
    rows.insert(choice / 18);
    columns.insert(choice / 2 % 9);
    mirrored += choice % 2;
  }
  EXPECT_GT(choices.size(), 25u) << "each image must draw its own";
  EXPECT_GE(rows.size(), 8u);
  EXPECT_GE(columns.size(), 8u);
  EXPECT_GT(mirrored, 8);
  EXPECT_LT(mirrored, 32);
}

TEST_F(Augmentation, IsTheSameForTheSamePassAndDiffersOtherwise) {
  EXPECT_TRUE(augmented(1, 0).equal(augmented(1, 0)));
  EXPECT_FALSE(augmented(1, 0).equal(augmented(1, 1)));
  EXPECT_FALSE(augmented(1, 0).equal(augmented(2, 0)));
}

TEST_F(Augmentation, IsOffByDefaultAndForFlatData) {
  spec_.data_augmentation = false;
  EXPECT_TRUE(augmented(1, 0).equal(examples_.inputs));
  spec_.data_augmentation = true;
  Minibatches flat(counted(), {spec_}, false);
  flat.start_pass(0, 0);
  EXPECT_TRUE(flat.get({0, 1}).inputs[0].equal(counted().inputs));
}

}  // namespace
}  // namespace friendly
