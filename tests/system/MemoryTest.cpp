#include <gtest/gtest.h>

#include <new>
#include <stdexcept>

#include "system/Memory.hpp"

namespace friendly {
namespace {

TEST(Memory, TheMachineHasSome) {
  EXPECT_GT(machine_memory(), std::int64_t{1} << 26);
}

TEST(Memory, WantOfItIsToldFromOtherErrors) {
  EXPECT_TRUE(is_out_of_memory(std::bad_alloc()));
  EXPECT_TRUE(is_out_of_memory(std::runtime_error("DefaultCPUAllocator: can't allocate memory")));
  EXPECT_FALSE(is_out_of_memory(std::runtime_error("the file is damaged")));
}

}  // namespace
}  // namespace friendly
