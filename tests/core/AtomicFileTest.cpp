#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "core/AtomicFile.hpp"
#include "core/Error.hpp"

namespace friendly {
namespace {

namespace fs = std::filesystem;

class AtomicFile : public ::testing::Test {
 protected:
  AtomicFile() { fs::create_directory(folder_); }
  ~AtomicFile() override { fs::remove_all(folder_); }

  static std::string content(const fs::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::ptrdiff_t files() const { return std::distance(fs::directory_iterator(folder_), {}); }

  const fs::path folder_ = fs::temp_directory_path() / ("atomic_file_" + std::to_string(::getpid()));
  const fs::path path_ = folder_ / "kept";
};

TEST_F(AtomicFile, ReplacesTheWholeContent) {
  std::ofstream(path_) << "a much longer old content";
  replace_file(path_.string(), [](const std::string& aside) { std::ofstream(aside) << "new"; });
  EXPECT_EQ(content(path_), "new");
  EXPECT_EQ(files(), 1);
}

TEST_F(AtomicFile, KeepsTheOldContentWhenTheWriterFails) {
  std::ofstream(path_) << "old";
  const auto failing = [](const std::string& aside) {
    std::ofstream(aside) << "half";
    throw UserError("disk full", "test", "free space");
  };
  EXPECT_THROW(replace_file(path_.string(), failing), UserError);
  EXPECT_EQ(content(path_), "old");
  EXPECT_EQ(files(), 1);
}

}  // namespace
}  // namespace friendly
