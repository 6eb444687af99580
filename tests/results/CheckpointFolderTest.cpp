#include <gtest/gtest.h>

#include "results/CheckpointFolder.hpp"
#include "results/Samples.hpp"

namespace friendly {
namespace {

using CheckpointFolder = InFolder;

TEST_F(CheckpointFolder, NamesTheTrialsOfItsFiles) {
  EXPECT_TRUE(keys_with_checkpoint(result_file_).empty());
  std::filesystem::create_directories(checkpoints_path(result_file_));
  for (const char* name : {"aaaa.1234.0-1-0.replica", "aaaa.1234.2-0-5.replica", "bbbb.5678.0-0-0.replica",
                           "cccc.5678.0-0-0.replica.at-host-1-2-3.tmp"})
    write_text(checkpoints_path(result_file_) + "/" + name, "");
  EXPECT_EQ(keys_with_checkpoint(result_file_), (std::unordered_set<std::string>{"aaaa", "bbbb"}));
  remove_checkpoints(result_file_, {"aaaa", "dddd"});
  EXPECT_EQ(keys_with_checkpoint(result_file_), (std::unordered_set<std::string>{"bbbb"}));
}

}  // namespace
}  // namespace friendly
