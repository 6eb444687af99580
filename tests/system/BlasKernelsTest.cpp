#include <gtest/gtest.h>

#include "system/BlasKernels.hpp"

namespace friendly {
namespace {

TEST(BlasKernels, AreReplacedWhereTheProcessorCanDoBetter) {
  EXPECT_EQ(better_kernels("Prescott", VectorLevel::avx512), "SKYLAKEX");
  EXPECT_EQ(better_kernels("Haswell", VectorLevel::avx512), "SKYLAKEX");
  EXPECT_EQ(better_kernels("Zen", VectorLevel::avx512), "SKYLAKEX");
  EXPECT_EQ(better_kernels("Prescott", VectorLevel::avx2), "HASWELL");
  EXPECT_EQ(better_kernels("Sandybridge", VectorLevel::avx2), "HASWELL");
}

TEST(BlasKernels, StayWhereNoneAreBetter) {
  for (const char* chosen : {"SkylakeX", "Cooperlake", "SapphireRapids"})
    EXPECT_EQ(better_kernels(chosen, VectorLevel::avx512), "") << chosen;
  EXPECT_EQ(better_kernels("Haswell", VectorLevel::avx2), "");
  EXPECT_EQ(better_kernels("Zen", VectorLevel::avx2), "");
  EXPECT_EQ(better_kernels("Prescott", VectorLevel::baseline), "");
  EXPECT_EQ(better_kernels("", VectorLevel::avx512), "") << "another BLAS";
}

}  // namespace
}  // namespace friendly
