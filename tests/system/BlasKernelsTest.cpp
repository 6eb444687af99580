#include <gtest/gtest.h>

#include "system/BlasKernels.hpp"

namespace friendly {
namespace {

TEST(BlasKernels, AreReplacedWhereTheProcessorCanDoBetter) {
  EXPECT_EQ(better_kernels("Prescott", true, true), "SKYLAKEX");
  EXPECT_EQ(better_kernels("Haswell", true, true), "SKYLAKEX");
  EXPECT_EQ(better_kernels("Zen", true, true), "SKYLAKEX");
  EXPECT_EQ(better_kernels("Prescott", true, false), "HASWELL");
  EXPECT_EQ(better_kernels("Sandybridge", true, false), "HASWELL");
}

TEST(BlasKernels, StayWhereNoneAreBetter) {
  for (const char* chosen : {"SkylakeX", "Cooperlake", "SapphireRapids"})
    EXPECT_EQ(better_kernels(chosen, true, true), "") << chosen;
  EXPECT_EQ(better_kernels("Haswell", true, false), "");
  EXPECT_EQ(better_kernels("Zen", true, false), "");
  EXPECT_EQ(better_kernels("Prescott", false, false), "");
  EXPECT_EQ(better_kernels("", true, true), "") << "another BLAS";
}

}  // namespace
}  // namespace friendly
