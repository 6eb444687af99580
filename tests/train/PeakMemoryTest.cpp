#include <torch/autograd.h>
#include <torch/types.h>

#include "Support.hpp"
#include "train/PeakMemory.hpp"

namespace friendly {
namespace {

using torch::Tensor;

constexpr std::int64_t kMegabyte = 1 << 20;

TEST(PeakMemory, IsTheMaximumAtOnceNotTheSum) {
  const Tensor before = torch::zeros({kMegabyte}, torch::kUInt8);
  const PeakMemory memory;
  EXPECT_EQ(memory.bytes(), 0);
  const Tensor kept = torch::zeros({2 * kMegabyte}, torch::kUInt8);
  for (int i = 0; i < 3; ++i) torch::zeros({kMegabyte}, torch::kUInt8);
  EXPECT_EQ(memory.bytes(), 3 * kMegabyte);
}

TEST(PeakMemory, CountsBackwardPasses) {
  const Tensor x = torch::ones({kMegabyte}, torch::requires_grad());
  const Tensor y = (x * x).sum();
  const PeakMemory memory;
  const auto gradients = torch::autograd::grad({y}, {x});
  EXPECT_GE(memory.bytes(), 4 * kMegabyte);
}

TEST(PeakMemory, CountsFromZeroInEachInstance) {
  { const PeakMemory memory; }
  const PeakMemory second;
  { const Tensor x = torch::zeros({kMegabyte}, torch::kUInt8); }
  EXPECT_EQ(second.bytes(), kMegabyte);
}

// Twice as many replicas need about twice the memory.
TEST(PeakMemory, GrowsWithTheArray) {
  const auto data = testing::small_images();
  const auto memory_of = [&](std::size_t replicas) {
    const std::vector<TrialSpec> specs(replicas, testing::short_spec("nft", "cnn", 1));
    return static_cast<double>(testing::train(specs, data)[0].result.memory);
  };
  EXPECT_NEAR(memory_of(4) / memory_of(2), 2, 0.2);
}

}  // namespace
}  // namespace friendly
