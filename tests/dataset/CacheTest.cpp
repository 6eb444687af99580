#include <sys/wait.h>

#include "TestSupport.hpp"
#include "core/Interrupted.hpp"
#include "core/Interruption.hpp"
#include "dataset/Cache.hpp"

namespace friendly {
namespace {

class Cache : public FolderTest {
 protected:
  // A parser for a set whose only pixel is `value`; it records each call in a file.
  std::function<UnsplitDataset()> parse(float value) {
    return [this, value] {
      std::ofstream(folder_ / "parsed", std::ios::app) << "x" << std::flush;
      const Examples examples{torch::full({1, 1, 1, 1}, value), torch::zeros(1, torch::kInt64)};
      return UnsplitDataset{examples, examples, "", ""};
    };
  }
  std::uintmax_t n_parsed() const { return std::filesystem::file_size(folder_ / "parsed"); }
  float value(const std::string& stamp, float parsed) {
    return cached(path_, stamp, parse(parsed)).known.inputs.item<float>();
  }

  const std::string path_ = (folder_ / "cache" / "set.h5").string();
};

TEST_F(Cache, ParsesOncePerStamp) {
  EXPECT_EQ(value("a", 1), 1);
  EXPECT_EQ(value("a", 2), 1);
  EXPECT_EQ(n_parsed(), 1u);
}

TEST_F(Cache, ReparsesAfterTheSourceChanged) {
  EXPECT_EQ(value("a", 1), 1);
  EXPECT_EQ(value("b", 2), 2);
  EXPECT_EQ(value("b", 3), 2);
}

TEST_F(Cache, ReplacesADamagedFile) {
  EXPECT_EQ(value("a", 1), 1);
  std::filesystem::resize_file(path_, 100);
  EXPECT_EQ(value("a", 2), 2);
  EXPECT_EQ(value("a", 3), 2);
}

TEST_F(Cache, OnlyOneOfManyProcessesParses) {
  std::vector<pid_t> children;
  for (int i = 0; i < 8; ++i) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(value("a", 5) == 5 ? 0 : 1);
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = -1;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ(n_parsed(), 1u);
}

TEST_F(Cache, TakesOverTheLockOfADeadProcess) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ::waitpid(child, nullptr, 0);
  char host[256] = "";
  ::gethostname(host, sizeof host - 1);
  write("cache/set.h5.parsing", std::string(host) + " " + std::to_string(child) + "\n");
  EXPECT_EQ(value("a", 1), 1);
}

TEST_F(Cache, TakesOverALockHeldTooLong) {
  write("cache/set.h5.parsing", "another_machine 1\n");
  EXPECT_EQ(cached(path_, "a", parse(1), 0.2).known.inputs.item<float>(), 1);
  EXPECT_FALSE(std::filesystem::exists(path_ + ".parsing"));
}

TEST_F(Cache, LeavesNothingBehindIfParsingFails) {
  const auto failing = []() -> UnsplitDataset { throw UserError("damaged", "test", "none"); };
  EXPECT_THROW(cached(path_, "a", failing), UserError);
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "cache"));
}

TEST_F(Cache, LeavesNothingBehindIfParsingOrStoringIsInterrupted) {
  const auto interrupted = []() -> UnsplitDataset { throw Interrupted(); };
  EXPECT_THROW(cached(path_, "a", interrupted), Interrupted);
  const InterruptionScope scope(yes_from_time(1));
  EXPECT_THROW(cached(path_, "a", parse(1)), Interrupted);
  EXPECT_EQ(n_parsed(), 1u);
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "cache"));
}

TEST_F(Cache, WaitingForAnotherProcessCanBeInterrupted) {
  const std::string lock = write("cache/set.h5.parsing", "another_machine 1\n");
  const InterruptionScope scope(yes_from_time(3));
  EXPECT_THROW(cached(path_, "a", parse(1)), Interrupted);
  EXPECT_TRUE(std::filesystem::exists(lock)) << "it is another's";
}

TEST_F(Cache, ParsesWithoutStoringWhereTheFolderCannotBeCreated) {
  write("cache", "a file where the folder should be");
  EXPECT_EQ(value("a", 1), 1);
}

TEST_F(Cache, StampDependsOnSizeAndModificationTime) {
  const std::string file = write("source", "12345");
  const std::string before = source_stamp({file});
  EXPECT_EQ(source_stamp({file}), before);
  std::filesystem::last_write_time(file, std::filesystem::last_write_time(file) + std::chrono::seconds(1));
  const std::string touched = source_stamp({file});
  EXPECT_NE(touched, before);
  std::filesystem::resize_file(file, 4);
  EXPECT_NE(source_stamp({file}), touched);
}

}  // namespace
}  // namespace friendly
