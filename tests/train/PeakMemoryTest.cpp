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

// Each replica keeps at most its parameters, gradients, two moments and its best classifier so far; of the
// activations there are only one replica's at a time.
TEST(PeakMemory, GrowsWithTheParametersOfTheArrayAlone) {
  const auto data = testing::small_images(64, {1, 28, 28});
  TrialSpec spec = testing::short_spec("nft", "cnn", 1);
  spec.batch_size = 64;
  const auto train = [&](std::size_t replicas) {
    return testing::train(std::vector<TrialSpec>(replicas, spec), data)[0].result;
  };
  const TrialResult one = train(1), four = train(4);
  const auto parameters = static_cast<double>(one.n_parameters_clf + one.n_parameters_simp);
  const double a_replica = static_cast<double>(four.memory - one.memory) / 3;
  EXPECT_LT(a_replica, 5.2 * parameters * sizeof(double));
  EXPECT_GT(static_cast<double>(one.memory) - a_replica, 64 * 28 * 28 * 200.0 * sizeof(double));
}

}  // namespace
}  // namespace friendly
