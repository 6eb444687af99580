#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "TestSupport.hpp"
#include "core/AtomicFile.hpp"
#include "core/Process.hpp"

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

TEST_F(AtomicFile, ReplacesText) {
  const std::string path = write("kept", "a much longer old content");
  replace_text(path, "new\n");
  EXPECT_EQ(content(path), "new\n");
  EXPECT_EQ(files(), 1);
  expect_contains(user_error([&] { replace_text((folder_ / "absent" / "file").string(), "new"); }),
                  "cannot write");
}

TEST_F(AtomicFile, IsFreeIfAbsentOrAFileOfItsKindThatMayBeReplaced) {
  ensure_free((folder_ / "absent").string(), false, "PK", "a classifier");
  const std::string kind = write("kind", "PK and more"), other = write("other", "P");
  ensure_free(kind, true, "PK", "a classifier");
  expect_contains(user_error([&] { ensure_free(kind, false, "PK", "a classifier"); }), "add --force");
  expect_contains(user_error([&] { ensure_free(other, true, "PK", "a classifier"); }),
                  "it is not a classifier");
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

TEST_F(AtomicFile, AWritablePlaceIsLeftAsItIs) {
  const std::string path = write("kept", "old");
  const auto written = fs::last_write_time(path);
  ensure_writable(path);
  ensure_writable((folder_ / "absent").string());
  EXPECT_EQ(content(path), "old");
  EXPECT_EQ(fs::last_write_time(path), written);
  EXPECT_EQ(files(), 1);
}

TEST_F(AtomicFile, MissingFoldersOfAnOutputAreCreated) {
  ensure_writable((folder_ / "a/b/result.h5").string());
  EXPECT_TRUE(fs::is_empty(folder_ / "a/b"));
}

// Root may write into any folder, so a folder's permissions are no test.
TEST_F(AtomicFile, AnUnwritablePlaceIsRefusedAndNothingStays) {
  const std::string file = write("file", "old");
  expect_contains(user_error([&] { ensure_writable(file + "/result.h5"); }),
                  "cannot write " + file + "/result.h5 (Not a directory)");
  expect_contains(user_error([&] { ensure_writable(file + "/a/result.h5"); }), "(Not a directory)");
  expect_contains(user_error([] { ensure_writable("/proc/result.h5"); }), "cannot write /proc/result.h5");
  expect_contains(user_error([] { ensure_writable("/proc/a/b/result.h5"); }),
                  "cannot create the folder /proc/a");
  const std::string too_long(300, 'a');
  expect_contains(user_error([&] { ensure_writable((folder_ / "a/b" / too_long).string()); }), "too long");
  EXPECT_EQ(files(), 1);
  EXPECT_EQ(content(file), "old");
}

TEST_F(AtomicFile, OnlyRegularFilesAreOutputs) {
  for (const std::string& path :
       {folder_.string(), (folder_ / "absent/").string(), std::string(), std::string("/dev/null")})
    expect_contains(user_error([&] { ensure_writable(path); }), "it is not a regular file");
}

TEST_F(AtomicFile, NamesOfFilesAsideDifferByMachineProcessAndCall) {
  const std::string path = (folder_ / "kept").string(), first = aside_path(path);
  EXPECT_EQ(fs::path(first).parent_path(), folder_);
  EXPECT_NE(aside_path(path), first);
  for (const std::string& part : {host_name(), std::to_string(::getpid()), process_start(::getpid())})
    expect_contains(fs::path(first).filename().string(), "-" + part + "-");
}

TEST_F(AtomicFile, RemovesWhatAProcessOfThisMachineLeftBehindOnceItHasEnded) {
  const std::string path = write("kept", "old");
  int pipe[2];
  ASSERT_EQ(::pipe(pipe), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    std::ofstream(aside_path(path)) << "half" << std::flush;
    ::_exit(::write(pipe[1], "x", 1) == 1 && ::pause() ? 0 : 1);
  }
  char written = 0;
  ASSERT_EQ(::read(pipe[0], &written, 1), 1);
  const auto renew = [](const std::string& aside) { std::ofstream(aside) << "new"; };
  replace_file(path, renew);
  EXPECT_EQ(files(), 2) << "the process may still complete it";
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  replace_file((folder_ / "another").string(), renew);
  EXPECT_EQ(files(), 2) << "kept and another";
}

TEST_F(AtomicFile, RemovesWhatAnEarlierProcessOfTheSameNumberLeftBehind) {
  write("kept.at-" + host_name() + "-" + std::to_string(::getpid()) + "-1-1.tmp", "half");
  remove_leftovers(folder_.string());
  EXPECT_EQ(files(), 0);
}

TEST_F(AtomicFile, RemovesWhatAnotherMachineLeftBehindAfterADay) {
  const fs::path theirs = write("kept.at-node-7.cluster-12-345-6.tmp", "half");
  fs::last_write_time(theirs, fs::file_time_type::clock::now() - std::chrono::hours(23));
  remove_leftovers(folder_.string());
  EXPECT_TRUE(fs::exists(theirs));
  fs::last_write_time(theirs, fs::file_time_type::clock::now() - std::chrono::hours(25));
  remove_leftovers(folder_.string());
  EXPECT_FALSE(fs::exists(theirs));
}

TEST_F(AtomicFile, LeavesOtherTemporaryFilesAlone) {
  for (const char* name : {"notes.tmp", "kept.123.tmp", "kept.at-host-1-1.tmp", "kept.at-host-1-1-1.tmp.gz"})
    fs::last_write_time(write(name, "mine"), fs::file_time_type::clock::now() - std::chrono::hours(100));
  remove_leftovers(folder_.string());
  EXPECT_EQ(files(), 4);
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
