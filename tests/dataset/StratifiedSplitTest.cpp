#include <gtest/gtest.h>

#include "dataset/StratifiedSplit.hpp"

namespace friendly {
namespace {

TEST(StratifiedSplit, SidesAreDisjointCompleteAndAscending) {
  const torch::Tensor labels = torch::arange(1000, torch::kInt64).remainder(4);
  const Split split = stratified_split(labels, 200, 1);
  EXPECT_EQ(split.held_out.numel(), 200);
  EXPECT_TRUE(std::get<0>(torch::cat({split.kept, split.held_out}).sort()).equal(torch::arange(1000)));
  EXPECT_TRUE(std::get<0>(split.kept.sort()).equal(split.kept));
  EXPECT_TRUE(std::get<0>(split.held_out.sort()).equal(split.held_out));
}

// Class sizes of MNIST's training file; the quotas for 10000 of 60000 were worked out by hand. Rounding each
// one would give 10001: of 903.5 for class 5 and 991.5 for class 9, only one can be rounded up.
TEST(StratifiedSplit, LargestRemaindersAreRoundedUp) {
  const std::vector<std::int64_t> sizes = {5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949};
  const std::vector<std::int64_t> expected = {987, 1124, 993, 1022, 974, 904, 986, 1044, 975, 991};
  const torch::Tensor labels =
      torch::arange(10, torch::kInt64).repeat_interleave(torch::tensor(sizes, torch::kInt64));
  const Split split = stratified_split(labels, 10'000, 7);
  EXPECT_TRUE(
      labels.index_select(0, split.held_out).bincount({}, 10).equal(torch::tensor(expected, torch::kInt64)));
}

TEST(StratifiedSplit, DependsOnTheSeed) {
  const torch::Tensor labels = torch::arange(100, torch::kInt64).remainder(2);
  EXPECT_TRUE(stratified_split(labels, 20, 1).held_out.equal(stratified_split(labels, 20, 1).held_out));
  EXPECT_FALSE(stratified_split(labels, 20, 1).held_out.equal(stratified_split(labels, 20, 2).held_out));
}

TEST(StratifiedSplit, EveryExampleIsEquallyLikely) {
  const torch::Tensor labels = torch::arange(20, torch::kInt64).remainder(2);
  torch::Tensor counts = torch::zeros(20, torch::kInt64);
  for (std::uint64_t seed = 0; seed < 2000; ++seed)
    counts.index_add_(0, stratified_split(labels, 10, seed).held_out, torch::ones(10, torch::kInt64));
  EXPECT_LE((counts - 1000).abs().max().item<std::int64_t>(), 120);
}

}  // namespace
}  // namespace friendly
