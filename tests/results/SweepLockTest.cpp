#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <atomic>
#include <cerrno>
#include <ctime>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

#include "results/FailingDisk.hpp"
#include "results/Journal.hpp"
#include "results/Samples.hpp"
#include "results/SweepLock.hpp"

namespace friendly {
namespace {

class SweepLockTest : public InFolder {
 protected:
  const std::string path_ = result_file_ + ".lock";

  // Takes the lock in a process that dies without cleaning up, as if killed.
  void leave_a_dead_lock() const {
    const pid_t child = ::fork();
    if (child == 0) {
      const SweepLock lock(result_file_);
      ::_exit(0);
    }
    ::waitpid(child, nullptr, 0);
    ASSERT_TRUE(std::filesystem::exists(path_));
  }
};

TEST_F(SweepLockTest, ASecondHolderIsRefusedWhileTheFirstLives) {
  std::optional<SweepLock> lock(result_file_);
  const std::string error = complaint([&] { SweepLock second(result_file_); });
  EXPECT_TRUE(contains(error, "process " + std::to_string(::getpid()))) << error;
  EXPECT_TRUE(contains(error, "delete " + path_)) << error;
  lock.reset();
  EXPECT_EQ(files(), 0u);
  EXPECT_EQ(complaint([&] { SweepLock second(result_file_); }), "");
}

TEST_F(SweepLockTest, AnOpenJournalHoldsTheLock) {
  Journal::Opened opened = Journal::open(result_file_, sample_info());
  EXPECT_NE(complaint([&] { Journal::open(result_file_, sample_info()); }), "");
  EXPECT_EQ(complaint([&] { read_journal(result_file_); }), "");
}

TEST_F(SweepLockTest, TakesOverTheLockOfADeadProcess) {
  leave_a_dead_lock();
  {
    const SweepLock lock(result_file_);
    EXPECT_NE(complaint([&] { SweepLock second(result_file_); }), "");
    EXPECT_EQ(files(), 1u);
  }
  EXPECT_EQ(files(), 0u);
}

// After a reboot another process may have the id of the one that died.
TEST_F(SweepLockTest, AProcessThatReusesTheIdIsNotTheHolder) {
  leave_a_dead_lock();
  auto claim = nlohmann::json::parse(read_file(path_));
  claim["pid"] = ::getpid();
  claim["process_start"] = "1";  // ours may have started in the same tick as the dead one's
  write_text(path_, claim.dump());
  EXPECT_EQ(complaint([&] { SweepLock lock(result_file_); }), "");
}

TEST_F(SweepLockTest, AnotherHostsLockHoldsWhileItsStampMoves) {
  leave_a_dead_lock();
  auto claim = nlohmann::json::parse(read_file(path_));
  claim["host"] = "elsewhere";
  for (const std::string& text : {claim.dump(), std::string(), std::string("{")}) {
    write_text(path_, text);
    std::atomic<bool> lives{true};
    std::thread holder([&] {
      while (lives) ::utimensat(AT_FDCWD, path_.c_str(), nullptr, 0);
    });
    EXPECT_TRUE(contains(complaint([&] { SweepLock lock(result_file_, 60); }), "delete " + path_));
    lives = false;
    holder.join();
    EXPECT_EQ(read_file(path_), text);
    EXPECT_EQ(complaint([&] { SweepLock lock(result_file_, 0.3); }), "");
    EXPECT_EQ(files(), 0u);
  }
}

TEST_F(SweepLockTest, RefreshingMovesTheStamp) {
  SweepLock lock(result_file_);
  struct stat before = {}, after = {};
  const struct timespec long_ago[2] = {{1, 0}, {1, 0}};
  ::utimensat(AT_FDCWD, path_.c_str(), long_ago, 0);
  ::stat(path_.c_str(), &before);
  lock.refresh();
  ::stat(path_.c_str(), &after);
  EXPECT_GT(after.st_mtim.tv_sec, before.st_mtim.tv_sec);
}

// A holder that stalled for too long must neither write nor remove the new holder's lock.
TEST_F(SweepLockTest, AHolderThatLostTheLockIsToldSo) {
  {
    SweepLock lock(result_file_);
    write_text(path_, "another's claim");
    EXPECT_TRUE(contains(complaint([&] { lock.refresh(); }), "was taken"));
  }
  EXPECT_EQ(read_file(path_), "another's claim");
}

TEST_F(SweepLockTest, ALockThatIsGoneIsNotHeld) {
  SweepLock lock(result_file_);
  std::filesystem::remove(path_);
  EXPECT_TRUE(contains(complaint([&] { lock.refresh(); }), "was taken or removed"));
}

// A network file system fails for a moment now and then: that is no reason to give up a sweep.
TEST_F(SweepLockTest, ALockThatCannotBeReadForAMomentIsNotLost) {
  SweepLock lock(result_file_);
  for (const int reason : {EIO, ESTALE}) {
    const FailingReads reads(reason);
    EXPECT_EQ(complaint([&] { lock.refresh(); }), "");
  }
  EXPECT_EQ(complaint([&] { lock.refresh(); }), "");
}

// Neither a dead holder nor a living one can be told: nobody's lock is taken over, or said to be held.
TEST_F(SweepLockTest, StartingWithALockThatCannotBeReadIsAnErrorOfTheDisk) {
  leave_a_dead_lock();
  const std::string before = read_file(path_);
  {
    const FailingReads reads(EIO);
    const std::string error = complaint([&] { SweepLock lock(result_file_, 0.1); });
    EXPECT_TRUE(contains(error, "cannot read " + path_)) << error;
  }
  EXPECT_EQ(read_file(path_), before);
}

TEST_F(SweepLockTest, TellsWhetherALivingProcessHoldsIt) {
  const auto now = static_cast<double>(std::time(nullptr));
  EXPECT_FALSE(is_held(result_file_, now));
  {
    const SweepLock lock(result_file_);
    EXPECT_TRUE(is_held(result_file_, now + 1e6)) << "a living process of this host";
  }
  EXPECT_FALSE(is_held(result_file_, now));
  leave_a_dead_lock();
  EXPECT_FALSE(is_held(result_file_, now));
  auto claim = nlohmann::json::parse(read_file(path_));
  claim["host"] = "elsewhere";
  write_text(path_, claim.dump());
  EXPECT_TRUE(is_held(result_file_, now + 10));
  EXPECT_FALSE(is_held(result_file_, now + 100));
}

}  // namespace
}  // namespace friendly
