#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "TestSupport.hpp"
#include "core/AtomicFile.hpp"

namespace friendly {
namespace {

namespace fs = std::filesystem;

class AtomicFile : public FolderTest {
 protected:
  static std::string content(const fs::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::ptrdiff_t files() const { return std::distance(fs::directory_iterator(folder_), {}); }
};

TEST_F(AtomicFile, ReplacesTheWholeContent) {
  const std::string path = write("kept", "a much longer old content");
  replace_file(path, [&](const std::string& aside) {
    std::ofstream(aside) << "new";
    EXPECT_EQ(content(path), "a much longer old content") << "nothing is replaced before the end";
  });
  EXPECT_EQ(content(path), "new");
  EXPECT_EQ(files(), 1);
}

TEST_F(AtomicFile, KeepsTheOldContentWhenTheWriterFails) {
  const std::string path = write("kept", "old");
  const auto failing = [](const std::string& aside) {
    std::ofstream(aside) << "half";
    throw UserError("disk full", "test", "free space");
  };
  EXPECT_EQ(user_error([&] { replace_file(path, failing); }), "disk full (test): free space");
  EXPECT_EQ(content(path), "old");
  EXPECT_EQ(files(), 1);
}

TEST_F(AtomicFile, KeepsWhatCannotBeReplaced) {
  const fs::path occupied = folder_ / "occupied";  // by a folder, which a file cannot replace
  fs::create_directory(occupied);
  const auto writing = [](const std::string& aside) { std::ofstream(aside) << "new"; };
  expect_contains(user_error([&] { replace_file(occupied.string(), writing); }),
                  "cannot replace " + occupied.string() + " (Is a directory)");
  EXPECT_TRUE(fs::is_directory(occupied));
  EXPECT_EQ(files(), 1);
}

}  // namespace
}  // namespace friendly
