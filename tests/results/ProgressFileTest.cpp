#include <gtest/gtest.h>

#include "results/ProgressFile.hpp"
#include "results/Samples.hpp"

namespace friendly {
namespace {

using ProgressFileTest = InFolder;

TEST_F(ProgressFileTest, KeepsEveryValue) {
  SweepProgress progress;
  progress.time = 1000.5;
  progress.running["aaaa"] = {3, "ct ff", awkward_results().rows[0].epochs[1]};
  progress.running["bbbb"].attempt = 1;
  progress.waits_for = "rank 2";
  progress.seconds_left = 0.1;
  progress.aside = {{4, "node7", "no device \xff"}};
  write_progress(folder_.string(), progress);
  EXPECT_EQ(files(), 1u);
  const SweepProgress copy = read_progress(folder_.string());
  EXPECT_EQ(copy.time, 1000.5);
  ASSERT_EQ(copy.running.size(), 2u);
  EXPECT_EQ(copy.running.at("aaaa").attempt, 3);
  EXPECT_EQ(copy.running.at("aaaa").name, "ct ff");
  EXPECT_FALSE(copy.running.at("bbbb").last);
  EXPECT_EQ(copy.waits_for, "rank 2");
  EXPECT_EQ(copy.seconds_left, 0.1);
  EXPECT_EQ(to_json(*copy.running.at("aaaa").last), to_json(*progress.running["aaaa"].last));
  ASSERT_EQ(copy.aside.size(), 1u);
  EXPECT_EQ(copy.aside[0].rank, 4);
  EXPECT_EQ(copy.aside[0].host, "node7");
  EXPECT_EQ(copy.aside[0].why, "no device \xef\xbf\xbd");
  remove_progress(folder_.string());
  EXPECT_EQ(files(), 0u);
}

// Nothing depends on it.
TEST_F(ProgressFileTest, NoneOrABrokenOneTellsNothing) {
  EXPECT_EQ(read_progress(folder_.string()).time, 0);
  for (const char* text : {"", "{", "{\"time\": \"noon\"}", "[1]"}) {
    write_text((folder_ / "progress").string(), text);
    EXPECT_EQ(read_progress(folder_.string()).time, 0) << text;
  }
}

}  // namespace
}  // namespace friendly
