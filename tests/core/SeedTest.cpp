#include <gtest/gtest.h>

#include <set>

#include "core/Seed.hpp"

namespace friendly {
namespace {

TEST(Seed, DistinctArgumentsGiveDistinctStreams) {
  std::set<std::uint64_t> seeds;
  for (const char* purpose : {"weights", "order", "orde", "split"})
    for (std::int64_t run = -2; run < 50; ++run)
      for (std::int64_t epoch = 0; epoch < 50; ++epoch) seeds.insert(derive_seed(purpose, {run, epoch}));
  EXPECT_EQ(seeds.size(), 4u * 52u * 50u);
}

TEST(Seed, ArgumentOrderAndCountMatter) {
  EXPECT_NE(derive_seed("order", {1, 2}), derive_seed("order", {2, 1}));
  EXPECT_NE(derive_seed("order", {0}), derive_seed("order", {0, 0}));
}

}  // namespace
}  // namespace friendly
