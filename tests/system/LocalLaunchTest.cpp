#include <gtest/gtest.h>
#include <pty.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <optional>
#include <sstream>

#include "TestSupport.hpp"
#include "core/ExitStatus.hpp"
#include "system/LocalLaunch.hpp"

namespace friendly {
namespace {

namespace fs = std::filesystem;

/// Makes standard error a terminal of so many columns for as long as it lives.
class PseudoTerminal {
 public:
  explicit PseudoTerminal(unsigned short columns) : standard_error_(::dup(STDERR_FILENO)) {
    const winsize size{10, columns, 0, 0};
    int end = -1;
    EXPECT_EQ(::openpty(&other_end_, &end, nullptr, nullptr, &size), 0);
    ::dup2(end, STDERR_FILENO);
    ::close(end);
  }
  ~PseudoTerminal() {
    ::dup2(standard_error_, STDERR_FILENO);
    ::close(standard_error_);
    ::close(other_end_);
  }

 private:
  int standard_error_, other_end_ = -1;
};

/// Each test launches a shell script in the place of mpirun; tests/e2e launches the real one.
class LocalLaunch : public FolderTest {
 protected:
  LocalLaunch() {
    for (const char* name :
         {"PATH", "TMPDIR", kStatusFileVariable, kTerminalVariable, kYieldVariable, "SLURM_STEP_ID"}) {
      const char* value = std::getenv(name);
      environment_[name] = value != nullptr ? std::optional<std::string>(value) : std::nullopt;
    }
    for (const int signal : {SIGINT, SIGTERM, SIGUSR1}) sigaction(signal, nullptr, &actions_[signal]);
    for (const char* name : {kYieldVariable, kStatusFileVariable, "SLURM_STEP_ID"}) ::unsetenv(name);
    fs::create_directory(folder_ / "tmp");
    ::setenv("TMPDIR", (folder_ / "tmp").c_str(), 1);
    fs::create_directory(folder_ / "bin");
    ::setenv("PATH", ((folder_ / "bin").string() + ":" + environment_["PATH"].value_or("/bin")).c_str(), 1);
  }
  ~LocalLaunch() override {
    for (const auto& [name, value] : environment_)
      if (value)
        ::setenv(name.c_str(), value->c_str(), 1);
      else
        ::unsetenv(name.c_str());
    for (const auto& [signal, action] : actions_) sigaction(signal, &action, nullptr);
  }

  void set_mpirun(const std::string& script) const {
    const std::string path = write("bin/mpirun", "#!/bin/sh\ncd " + folder_.string() + "\n" + script);
    fs::permissions(path, fs::perms::owner_all);
  }
  std::vector<std::string> lines(const std::string& name) const {
    std::ifstream file(folder_ / name);
    std::vector<std::string> result;
    for (std::string line; std::getline(file, line);) result.push_back(line);
    return result;
  }

  static constexpr const char* kYieldVariable = "OMPI_MCA_mpi_yield_when_idle";
  std::map<std::string, std::optional<std::string>> environment_;
  std::map<int, struct sigaction> actions_;
};

TEST_F(LocalLaunch, ReturnsTheStatusOfRank0WhateverMpirunReturns) {
  for (const int status : {kAllDone, kSomeFailed, kUsage, kInterrupted}) {
    set_mpirun("echo " + std::to_string(status) + " > \"$FRIENDLY_STATUS_FILE\"\nexit 77\n");
    EXPECT_EQ(launch_local_ranks(2, {}), status);
    EXPECT_TRUE(fs::is_empty(folder_ / "tmp")) << "the status file is removed";
  }
}

TEST_F(LocalLaunch, StartsThisProgramWithTheArgumentsOnAllRanks) {
  set_mpirun("printf '%s\\n' \"$@\" > arguments\necho 0 > \"$FRIENDLY_STATUS_FILE\"\n");
  EXPECT_EQ(launch_local_ranks(3, {"sweep", "a file.toml", "", "--verbose"}), kAllDone);
  std::vector<std::string> expected = {"--quiet",          "-n", "3", "--oversubscribe", "--bind-to", "none",
                                       "--enable-recovery"};
  if (::geteuid() == 0) expected.push_back("--allow-run-as-root");
  for (const std::string& word : {fs::read_symlink("/proc/self/exe").string(), std::string("sweep"),
                                  std::string("a file.toml"), std::string(), std::string("--verbose")})
    expected.push_back(word);
  EXPECT_EQ(lines("arguments"), expected);
}

TEST_F(LocalLaunch, RanksLearnOfTheTerminalAndYieldWhenIdle) {
  set_mpirun(
      "echo \"$FRIENDLY_TERMINAL $OMPI_MCA_mpi_yield_when_idle\" > environment\n"
      "echo 0 > \"$FRIENDLY_STATUS_FILE\"\n");
  const PseudoTerminal terminal(77);
  launch_local_ranks(2, {});
  EXPECT_EQ(lines("environment"), std::vector<std::string>{"77 1"});
  ::setenv(kYieldVariable, "0", 1);
  launch_local_ranks(2, {});
  EXPECT_EQ(lines("environment"), std::vector<std::string>{"77 0"}) << "the user's choice is kept";
}

TEST_F(LocalLaunch, PassesOnWhatIsSaidExceptForLinesOfPmix) {
  set_mpirun(
      "printf 'live line' >&2\n"
      "echo '[node:17] PMIX ERROR: BAD-PARAM in file ../src/event/pmix_event_notification.c at line 1033' "
      ">&2\n"
      "echo '[node:17] PMIX ERROR: NO-PERMISSIONS in file ../src/other.c at line 2' >&2\n"
      "echo 0 > \"$FRIENDLY_STATUS_FILE\"\n");
  std::ostringstream said;
  std::streambuf* const standard_error = std::cerr.rdbuf(said.rdbuf());
  launch_local_ranks(2, {});
  std::cerr.rdbuf(standard_error);
  EXPECT_EQ(said.str(), "live line[node:17] PMIX ERROR: NO-PERMISSIONS in file ../src/other.c at line 2\n");
}

// These tests are no children of mpirun; e2e.Ranks has ranks that are.
TEST_F(LocalLaunch, KnowsHowToStartTheSameRanksAgain) {
  EXPECT_EQ(launcher_words(3), "");
  ::setenv("SLURM_STEP_ID", "0", 1);
  EXPECT_EQ(launcher_words(3), "srun -n 3 ");
  ::setenv(kStatusFileVariable, "file", 1);
  EXPECT_EQ(launcher_words(3), "") << "-j starts them";
}

TEST_F(LocalLaunch, Rank0EndingWithoutAStatusIsAnInterruption) {
  set_mpirun("exit 0\n");
  std::ostringstream said;
  std::streambuf* const standard_error = std::cerr.rdbuf(said.rdbuf());
  const int status = launch_local_ranks(2, {});
  std::cerr.rdbuf(standard_error);
  EXPECT_EQ(status, kInterrupted);
  expect_contains(said.str(), "rank 0 ended without reporting its status");
}

TEST_F(LocalLaunch, AnMpirunThatCannotStartItsRanksIsAUserError) {
  set_mpirun("exit 13\n");
  EXPECT_EQ(user_error([] { launch_local_ranks(2, {}); }),
            "mpirun could not start the ranks (it ended with status 13): see what it said above, or omit -j");
  EXPECT_TRUE(fs::is_empty(folder_ / "tmp"));
}

TEST_F(LocalLaunch, RanksThatHadStartedOrWereKilledAreAnInterruption) {
  for (const std::string script : {"rm \"$FRIENDLY_STATUS_FILE\"; exit 13\n", "exit 137\n"}) {
    set_mpirun(script);
    EXPECT_EQ(launch_local_ranks(2, {}), kInterrupted) << script;
  }
}

TEST_F(LocalLaunch, Rank0ReportsItsStartAndItsEnd) {
  EXPECT_FALSE(report_end(kAllDone)) << "no launch reads it";
  const std::string file = write("status", "");
  ::setenv(kStatusFileVariable, file.c_str(), 1);
  report_start();
  EXPECT_FALSE(fs::exists(file));
  EXPECT_TRUE(report_end(kSomeFailed));
  EXPECT_EQ(lines("status"), std::vector<std::string>{"1"});
}

TEST_F(LocalLaunch, AMissingMpirunIsAUserError) {
  ::setenv("PATH", (folder_ / "bin").c_str(), 1);
  EXPECT_EQ(user_error([] { launch_local_ranks(2, {}); }),
            "cannot start mpirun (it is not on the PATH): install openmpi-bin, or omit -j");
}

// The script stops its parent, which is the launch, and waits to be told; the limit of a minute is for
// failures only. In a process of its own, which keeps the request to stop.
TEST_F(LocalLaunch, AStopSignalReachesTheRanksAsUsr1) {
  set_mpirun(
      "trap 'kill $!; echo 1 > \"$FRIENDLY_STATUS_FILE\"; exit 0' USR1\n"
      "sleep 60 &\n"
      "kill -TERM $PPID\n"
      "wait\n");
  EXPECT_EXIT(::_exit(launch_local_ranks(2, {})), ::testing::ExitedWithCode(kSomeFailed), "");
}

// As mpirun may when it has lost a rank.
TEST_F(LocalLaunch, AnMpirunThatOutlivesRank0IsTerminated) {
  set_mpirun(
      "trap 'kill $!; echo > terminated; exit 0' TERM\n"
      "sleep 60 &\n"
      "echo 1 > \"$FRIENDLY_STATUS_FILE\"\n"
      "wait\n");
  EXPECT_EQ(launch_local_ranks(2, {}), kSomeFailed);
  EXPECT_TRUE(fs::exists(folder_ / "terminated"));
}

}  // namespace
}  // namespace friendly
