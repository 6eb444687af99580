#include <gtest/gtest.h>
#include <stdlib.h>

#include "comm/Launch.hpp"
#include "core/Error.hpp"

namespace friendly {
namespace {

class Launch : public ::testing::Test {
 protected:
  Launch() {
    for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK", "SLURM_STEP_NUM_TASKS"})
      ::unsetenv(name);
  }
  static void set(const char* name, const char* value) { ::setenv(name, value, 1); }
};

TEST_F(Launch, AProgramStartedByHandIsNotARank) {
  EXPECT_FALSE(launched_as_rank());
}

TEST_F(Launch, AShellInsideAnAllocationDoesNotMakeARank) {
  set("SLURM_JOB_ID", "17");
  set("SLURM_NTASKS", "4");
  set("SLURM_STEP_NUM_TASKS", "1");
  EXPECT_FALSE(launched_as_rank());
}

TEST_F(Launch, RecognisesEveryLauncher) {
  for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK"}) {
    set(name, "1");
    EXPECT_TRUE(launched_as_rank()) << name;
    ::unsetenv(name);
  }
}

TEST_F(Launch, RefusesSrunWithoutAnMpiPlugin) {
  set("SLURM_STEP_NUM_TASKS", "4");
  EXPECT_THROW(launched_as_rank(), UserError);
  set("PMIX_RANK", "2");
  EXPECT_TRUE(launched_as_rank());
}

}  // namespace
}  // namespace friendly
