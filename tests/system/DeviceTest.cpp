#include <gtest/gtest.h>

#include <thread>

#include "TestSupport.hpp"
#include "system/Device.hpp"

namespace friendly {
namespace {

// LibTorch's own defaults are TF32 for convolutions and IEEE's float32 for products.
TEST(Precision, IsTheSameForProductsAndConvolutions) {
  for (const bool tf32 : {true, false}) {
    use_precision(tf32);
    EXPECT_EQ(at::globalContext().allowTF32CuBLAS(), tf32);
    EXPECT_EQ(at::globalContext().allowTF32CuDNN(), tf32);
    EXPECT_TRUE(at::globalContext().deterministicCuDNN());
    EXPECT_FALSE(at::globalContext().benchmarkCuDNN());
  }
}

float tiny_product() {
  volatile float a = 1e-25f, b = 1e-15f;
  return a * b;
}

TEST(FlushDenormals, HoldsForAThreadAndThoseThatItStarts) {
  float of_another = 1;
  std::thread([&] {
    EXPECT_GT(tiny_product(), 0);
    flush_denormals();
    EXPECT_EQ(tiny_product(), 0);
    std::thread([&] { of_another = tiny_product(); }).join();
  }).join();
  EXPECT_EQ(of_another, 0);
  EXPECT_GT(tiny_product(), 0) << "this thread is older";
}

std::string chosen(const std::string& name, int rank, int ranks_per_gpu, int gpus) {
  return choose_device(name, {rank, rank + 1}, ranks_per_gpu, gpus).str();
}

TEST(ChooseDevice, AssignsAMachinesGpusToItsRanksInTurn) {
  for (const char* name : {"auto", "cuda"}) {
    EXPECT_EQ(chosen(name, 0, 0, 2), "cuda:0");
    EXPECT_EQ(chosen(name, 1, 0, 2), "cuda:1");
    EXPECT_EQ(chosen(name, 4, 0, 2), "cuda:0");
  }
  EXPECT_EQ(chosen("cuda:1", 4, 0, 2), "cuda:1");
}

TEST(ChooseDevice, LetsNoMoreRanksThanAllowedShareAGpu) {
  EXPECT_EQ(chosen("auto", 3, 2, 2), "cuda:1");
  expect_contains(user_error([] { chosen("auto", 4, 2, 2); }), "training rank 5 on this machine has no GPU");
  EXPECT_EQ(chosen("cuda:1", 1, 2, 2), "cuda:1");
  expect_contains(user_error([] { chosen("cuda:1", 2, 2, 2); }), "raise --ranks-per-gpu");
}

TEST(ChooseDevice, FallsBackToTheCpuUnlessAGpuIsRequested) {
  EXPECT_EQ(chosen("auto", 7, 1, 0), "cpu");
  EXPECT_EQ(chosen("cpu", 7, 1, 2), "cpu");
  for (const char* name : {"cuda", "cuda:0", "gpu"})
    expect_contains(user_error([&] { chosen(name, 0, 0, 0); }), "sees: 0");
  expect_contains(user_error([] { chosen("cuda:2", 0, 0, 2); }), "--device = cuda:2 is not available");
}

}  // namespace
}  // namespace friendly
