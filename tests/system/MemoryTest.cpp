#include <ATen/Functions.h>
#include <c10/util/Exception.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <new>
#include <stdexcept>

#include "TestSupport.hpp"
#include "system/Memory.hpp"

namespace friendly {
namespace {

TEST(Memory, TheMachineHasNoMoreThanItsPhysicalMemory) {
  const std::int64_t physical = ::sysconf(_SC_PHYS_PAGES) * ::sysconf(_SC_PAGESIZE);
  EXPECT_GT(machine_memory(), std::int64_t{1} << 26);
  EXPECT_LE(machine_memory(), physical);
}

TEST(Memory, RunningOutOfItIsDistinguishedFromOtherErrors) {
  EXPECT_TRUE(is_out_of_memory(std::bad_alloc()));
  EXPECT_TRUE(is_out_of_memory(std::runtime_error("DefaultCPUAllocator: can't allocate memory")));
  EXPECT_TRUE(is_out_of_memory(std::runtime_error("CUDA out of memory. Tried to allocate 2.00 GiB")));
  EXPECT_TRUE(
      is_out_of_memory(std::runtime_error("GET was unable to find an engine to execute this computation")));
  EXPECT_FALSE(is_out_of_memory(std::runtime_error("the file is damaged")));
}

TEST(Memory, TheReasonIsTheMessageWithoutLibTorchsBacktrace) {
  EXPECT_EQ(reason_of(std::runtime_error("the file is damaged")), "the file is damaged");
  const c10::Error error({"main", "main.cpp", 1}, "shapes differ");
  expect_contains(error.what(), "Exception raised from main at main.cpp:1");
  EXPECT_EQ(reason_of(error), "shapes differ");
}

// Bytes that count against RLIMIT_DATA.
std::int64_t used_memory() {
  std::ifstream status("/proc/self/status");
  std::int64_t kilobytes = 0;
  for (std::string word; status >> word;)
    if (word == "VmData:") status >> kilobytes;
  return kilobytes << 10;
}

std::int64_t limit_in_force() {
  rlimit limit{};
  ::getrlimit(RLIMIT_DATA, &limit);
  return static_cast<std::int64_t>(limit.rlim_cur);
}

constexpr std::int64_t kGiB = std::int64_t{1} << 30;

// In processes of their own: a limit stays. Pages that nobody writes to take no memory, so any machine will
// do.
class MemoryLimitDeathTest : public ::testing::Test {
 protected:
#ifdef __SANITIZE_ADDRESS__
  void SetUp() override {
    GTEST_SKIP() << "AddressSanitizer ends the process when an allocation fails";
  }
#endif
  static bool can_allocate(std::int64_t bytes) {
    try {
      at::empty({bytes}, at::kByte);
      return true;
    } catch (const std::exception& error) {
      if (is_out_of_memory(error)) return false;
      throw;
    }
  }
  /// Ends the process, with status 0 if `condition` holds.
  [[noreturn]] static void exit_if_it_holds(bool condition) {
    ::_exit(condition ? 0 : 1);
  }
};

TEST_F(MemoryLimitDeathTest, AnAllocationBeyondItThrows) {
  const auto test = [] {
    if (!can_allocate(2 * kGiB)) exit_if_it_holds(false);
    const std::int64_t limit = used_memory() + kGiB;
    exit_if_it_holds(limit_memory(static_cast<double>(limit), 1) && limit_in_force() == limit &&
                     !can_allocate(2 * kGiB) && can_allocate(kGiB / 4));
  };
  EXPECT_EXIT(test(), ::testing::ExitedWithCode(0), "");
}

TEST_F(MemoryLimitDeathTest, ChangesNothingWhereTheProcessUsesMore) {
  const auto test = [] {
    const std::int64_t before = limit_in_force();
    exit_if_it_holds(!limit_memory(1e6, 1) && limit_in_force() == before && can_allocate(kGiB));
  };
  EXPECT_EXIT(test(), ::testing::ExitedWithCode(0), "");
}

TEST_F(MemoryLimitDeathTest, ALowerLimitThatIsAlreadySetRemains) {
  const auto test = [] {
    const std::int64_t lower = used_memory() + kGiB;
    if (!limit_memory(static_cast<double>(lower), 1)) exit_if_it_holds(false);
    exit_if_it_holds(limit_memory(static_cast<double>(lower + 4 * kGiB), 1) && limit_in_force() == lower);
  };
  EXPECT_EXIT(test(), ::testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace friendly
