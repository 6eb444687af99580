#include "system/LocalLaunch.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>

#include "core/Error.hpp"
#include "core/ExitStatus.hpp"
#include "core/Stopwatch.hpp"
#include "system/Signals.hpp"

namespace friendly {
namespace {

constexpr int kCannotStart = 127;
// Seconds in which mpirun should end after rank 0; once it has lost a rank, it may not do so by itself.
constexpr double kGracePeriod = 5;

std::vector<std::string> mpirun_command(int ranks, const std::vector<std::string>& arguments) {
  std::vector<std::string> command = {"mpirun", "--quiet", "-n", std::to_string(ranks), "--oversubscribe",
                                      // On few cores, binding would put several ranks onto the same ones.
                                      "--bind-to", "none",
                                      // The other ranks survive when one dies.
                                      "--enable-recovery"};
  if (::geteuid() == 0) command.push_back("--allow-run-as-root");
  command.push_back(std::filesystem::read_symlink("/proc/self/exe").string());
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

[[noreturn]] void execute(const std::vector<std::string>& command) {
  // In a group of its own mpirun does not receive the terminal's Ctrl-C; only we do. It dies with us.
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  const int nothing = ::open("/dev/null", O_RDONLY);
  ::dup2(nothing, STDIN_FILENO);
  std::vector<char*> values;
  for (const std::string& word : command) values.push_back(const_cast<char*>(word.c_str()));
  values.push_back(nullptr);
  ::execvp(values[0], values.data());
  ::_exit(kCannotStart);
}

// A new, empty file: one that another launch left behind must not be taken for this one's.
std::string create_status_file() {
  std::string path = (std::filesystem::temp_directory_path() / "friendly-XXXXXX").string();
  const int descriptor = ::mkstemp(path.data());
  if (descriptor < 0) throw system_error("cannot create", path, "free space on the disk, or set TMPDIR");
  ::close(descriptor);
  return path;
}

std::optional<int> status_in(const std::string& file) {
  int status = 0;
  return std::ifstream(file) >> status ? std::optional<int>(status) : std::nullopt;
}

/// Waits for mpirun, passing on stop signals, and returns its wait status.
int wait_for(pid_t mpirun, const std::string& status_file) {
  bool told_to_stop = false, rank0_ended = false;
  Stopwatch since_end;
  for (int status = 0;;) {
    if (::waitpid(mpirun, &status, WNOHANG) == mpirun) return status;
    if (stop_was_requested() && !told_to_stop) {
      ::kill(mpirun, SIGUSR1);
      told_to_stop = true;
    }
    if (!rank0_ended && status_in(status_file)) {
      rank0_ended = true;
      since_end.restart();
    }
    if (rank0_ended && since_end.seconds() > kGracePeriod) ::kill(mpirun, SIGTERM);
    ::usleep(20000);
  }
}

}  // namespace

int launch_local_ranks(int ranks, const std::vector<std::string>& arguments) {
  const std::string status_file = create_status_file();
  ::setenv(kStatusFileVariable, status_file.c_str(), 1);
  ::setenv(kTerminalVariable, ::isatty(STDERR_FILENO) != 0 ? "1" : "0", 1);
  ::setenv("OMPI_MCA_mpi_yield_when_idle", "1", 0);
  catch_stop_signals();
  const auto command = mpirun_command(ranks, arguments);
  const pid_t mpirun = ::fork();
  if (mpirun < 0) throw system_error("cannot start", "mpirun", "free memory, or end other processes");
  if (mpirun == 0) execute(command);
  const int wait_status = wait_for(mpirun, status_file);
  const auto status = status_in(status_file);
  std::filesystem::remove(status_file);
  if (status) return *status;
  if (WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == kCannotStart)
    throw UserError("cannot start mpirun", "it is not on the PATH", "install openmpi-bin, or omit -j");
  // Rank 0 died before it could report its status; what it had recorded is in the journal.
  std::cerr << "rank 0 ended without reporting its status; what was finished is kept, and the same command "
               "resumes\n";
  return kInterrupted;
}

}  // namespace friendly
