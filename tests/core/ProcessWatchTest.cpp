#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/Process.hpp"
#include "core/ProcessWatch.hpp"

namespace friendly {
namespace {

/// A process that does nothing until it is killed.
class Child {
 public:
  Child() : pid_(::fork()) {
    if (pid_ != 0) return;
    while (true) ::pause();
  }
  ~Child() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  ProcessPlace place() const { return {this_process().machine, pid_, process_start(pid_)}; }
  /// Kills it. Nobody has waited for it afterwards, so that its id stays taken.
  void kill() const {
    ::kill(pid_, SIGKILL);
    siginfo_t end;
    ::waitid(P_PID, static_cast<id_t>(pid_), &end, WEXITED | WNOWAIT);
  }

 private:
  pid_t pid_;
};

TEST(ProcessWatch, NoticesTheEndOfAProcess) {
  const Child child;
  const ProcessWatch watch(child.place());
  EXPECT_FALSE(watch.has_ended());
  child.kill();
  EXPECT_TRUE(watch.has_ended());
}

TEST(ProcessWatch, NoticesThatTheProcessHadEndedBefore) {
  ProcessPlace place;
  {
    const Child child;
    place = child.place();
  }
  EXPECT_TRUE(ProcessWatch(place).has_ended());
}

TEST(ProcessWatch, ALaterProcessWithTheSameIdIsAnother) {
  const Child child;
  ProcessPlace earlier = child.place();
  earlier.start = "1";
  EXPECT_TRUE(ProcessWatch(earlier).has_ended());
}

TEST(ProcessWatch, SaysNothingAboutOtherMachines) {
  const Child child;
  ProcessPlace elsewhere = child.place();
  elsewhere.machine = "another";
  const ProcessWatch watch(elsewhere);
  child.kill();
  EXPECT_FALSE(watch.has_ended());
}

TEST(ProcessWatch, KnowsItsOwnProcess) {
  EXPECT_FALSE(ProcessWatch(this_process()).has_ended());
}

}  // namespace
}  // namespace friendly
