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
constexpr double kEndLimit = 5;  // seconds for mpirun to follow rank 0; after a lost rank it may not

std::vector<std::string> mpirun_command(int ranks, const std::vector<std::string>& arguments) {
  std::vector<std::string> command = {"mpirun", "--quiet", "-n", std::to_string(ranks), "--oversubscribe",
                                      // Binding would put ranks that share few cores onto the same ones.
                                      "--bind-to", "none",
                                      // The others live on when a rank dies.
                                      "--enable-recovery"};
  if (::geteuid() == 0) command.push_back("--allow-run-as-root");
  command.push_back(std::filesystem::read_symlink("/proc/self/exe").string());
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

[[noreturn]] void become(const std::vector<std::string>& command) {
  // mpirun leaves our process group, so that the terminal's Ctrl-C reaches us alone, and dies with us.
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

std::optional<int> status_in(const std::string& file) {
  int status = 0;
  return std::ifstream(file) >> status ? std::optional<int>(status) : std::nullopt;
}

/// Waits for mpirun and passes stop signals on; returns its wait status.
int follow(pid_t mpirun, const std::string& status_file) {
  bool told = false, ended = false;
  Stopwatch since_end;
  for (int status = 0;;) {
    if (::waitpid(mpirun, &status, WNOHANG) == mpirun) return status;
    if (stop_was_requested() && !told) {
      ::kill(mpirun, SIGUSR1);
      told = true;
    }
    if (!ended && status_in(status_file)) {
      ended = true;
      since_end.restart();
    }
    if (ended && since_end.seconds() > kEndLimit) ::kill(mpirun, SIGTERM);
    ::usleep(20000);
  }
}

}  // namespace

int launch_local_ranks(int ranks, const std::vector<std::string>& arguments) {
  const auto folder = std::filesystem::temp_directory_path();
  const std::string status_file = (folder / fmt::format("friendly-{}.status", ::getpid())).string();
  ::setenv(kStatusFileVariable, status_file.c_str(), 1);
  ::setenv(kTerminalVariable, ::isatty(STDERR_FILENO) != 0 ? "1" : "0", 1);
  ::setenv("OMPI_MCA_mpi_yield_when_idle", "1", 0);
  catch_stop_signals();
  const auto command = mpirun_command(ranks, arguments);
  const pid_t mpirun = ::fork();
  if (mpirun < 0) throw system_error("cannot start", "mpirun", "free memory or processes");
  if (mpirun == 0) become(command);
  const int waited = follow(mpirun, status_file);
  const auto status = status_in(status_file);
  std::filesystem::remove(status_file);
  if (status) return *status;
  if (WIFEXITED(waited) && WEXITSTATUS(waited) == kCannotStart)
    throw UserError("cannot start mpirun", "it is not on the PATH", "install openmpi-bin, or leave -j away");
  // Rank 0 died without a word; what it had recorded is in the journal.
  std::cerr << "rank 0 ended without a word; what was finished is kept, and the same command goes on\n";
  return kInterrupted;
}

}  // namespace friendly
