#include <gtest/gtest.h>

#include "Comparison.hpp"
#include "net/ResNet.hpp"

namespace friendly {
namespace {

TEST(ResNet, EqualsSingleNetworks) {
  torch::manual_seed(7);
  testing::expect_equals_single_networks<Classifier>([] { return std::make_unique<ResNet>(3, 4); }, 2,
                                                     testing::normal({1, 2, 3, 32, 32}));
}

}  // namespace
}  // namespace friendly
