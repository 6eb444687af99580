#include <gtest/gtest.h>

#include <new>

#include "TestSupport.hpp"
#include "train/DeviceFault.hpp"
#include "trial/Runner.hpp"

namespace friendly {
namespace {

TEST(DeviceFault, IsToldFromTheTrialsOwnFaults) {
  EXPECT_TRUE(is_device_fault(std::runtime_error("CUDA error: an illegal memory access was encountered")));
  EXPECT_TRUE(is_device_fault(std::runtime_error("CUDA error: CUBLAS_STATUS_EXECUTION_FAILED")));
  EXPECT_FALSE(is_device_fault(std::runtime_error("CUDA error: out of memory")));
  EXPECT_FALSE(is_device_fault(std::runtime_error("CUDA out of memory. Tried to allocate 2.00 GiB")));
  EXPECT_FALSE(is_device_fault(std::bad_alloc()));
  EXPECT_FALSE(is_device_fault(std::runtime_error("hidden = [3] does not fit")));
}

TEST(DeviceFault, ProbeTellsAWorkingDeviceFromOneThatIsNot) {
  EXPECT_NO_THROW(probe(torch::kCPU));
  const torch::Device absent(torch::kCUDA, 99);
  try {
    probe(absent);
    FAIL() << "cuda:99 does not exist";
  } catch (const UnusableRank& error) {
    expect_contains(error.what(), "cuda:99 does not compute: ");
  }
}

}  // namespace
}  // namespace friendly
