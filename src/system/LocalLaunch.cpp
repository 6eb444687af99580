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
#include "core/TerminalText.hpp"
#include "system/Signals.hpp"

namespace friendly {
namespace {

constexpr int kCannotStart = 127;
constexpr int kKilled = 128;  // and the signal: the status of an mpirun whose rank was killed
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

// That PMIx cannot announce a lost process to others is of no concern: we do. Each such line, "[HOST:PID]
// PMIX ERROR: …", is written at once, perhaps behind a live line.
std::string without_pmix_events(std::string text) {
  for (std::size_t at = 0; (at = text.find("] PMIX ERROR: ", at)) != std::string::npos;) {
    const std::size_t start = text.rfind('[', at), end = text.find('\n', at);
    const bool is_event = text.substr(at, end - at).find("pmix_event_notification") != std::string::npos;
    if (is_event && start != std::string::npos && end != std::string::npos)
      text.erase(start, end + 1 - start), at = start;
    else
      at = end;
  }
  return text;
}

/// Passes on what mpirun and the ranks say on standard error.
class ErrorPipe {
 public:
  ErrorPipe() {
    if (::pipe2(ends_, O_CLOEXEC) != 0) throw system_error("cannot make", "a pipe", "close open files");
    ::fcntl(ends_[0], F_SETFL, O_NONBLOCK);
  }
  ~ErrorPipe() {
    ::close(ends_[0]);
    ::close(ends_[1]);
  }
  ErrorPipe(const ErrorPipe&) = delete;
  ErrorPipe& operator=(const ErrorPipe&) = delete;

  /// In the child: its standard error goes into the pipe.
  void connect() const { ::dup2(ends_[1], STDERR_FILENO); }

  void forward() const {
    char bytes[65536];
    for (ssize_t count = 0; (count = ::read(ends_[0], bytes, sizeof bytes)) > 0;)
      std::cerr << without_pmix_events(std::string(bytes, static_cast<std::size_t>(count))) << std::flush;
  }

 private:
  int ends_[2];
};

[[noreturn]] void execute(const std::vector<std::string>& command, const ErrorPipe& errors) {
  // In a group of its own mpirun does not receive the terminal's Ctrl-C; only we do. It dies with us.
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  const int nothing = ::open("/dev/null", O_RDONLY);
  ::dup2(nothing, STDIN_FILENO);
  errors.connect();
  std::vector<char*> values;
  for (const std::string& word : command) values.push_back(const_cast<char*>(word.c_str()));
  values.push_back(nullptr);
  ::execvp(values[0], values.data());
  ::_exit(kCannotStart);
}

// A new, empty file, which rank 0 removes as it starts. One that another launch left behind must not be taken
// for this one's.
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

/// Waits for mpirun, passing on stop signals and errors, and returns its wait status.
int wait_for(pid_t mpirun, const std::string& status_file, const ErrorPipe& errors) {
  bool told_to_stop = false, rank0_ended = false;
  Stopwatch since_end;
  for (int status = 0;;) {
    const bool has_ended = ::waitpid(mpirun, &status, WNOHANG) == mpirun;
    errors.forward();
    if (has_ended) return status;
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

std::string program_of(pid_t process) {
  std::string name;
  std::getline(std::ifstream(fmt::format("/proc/{}/comm", process)), name);
  return name;
}

std::size_t columns_of(int descriptor) {
  const auto terminal = terminal_size(descriptor);
  return terminal ? terminal->columns : 0;
}

// Rank 0 is a child of mpirun if that was started on the same machine.
bool is_child_of_mpirun() {
  const std::string name = program_of(::getppid());
  return name == "mpirun" || name == "orterun" || name == "prterun";
}

std::size_t columns_of_mpirun() {
  if (!is_child_of_mpirun()) return 0;
  const int standard_error =
      ::open(fmt::format("/proc/{}/fd/2", ::getppid()).c_str(), O_WRONLY | O_NOCTTY | O_NONBLOCK);
  if (standard_error < 0) return 0;
  const std::size_t columns = columns_of(standard_error);
  ::close(standard_error);
  return columns;
}

}  // namespace

std::string launcher_words(int ranks) {
  if (std::getenv(kStatusFileVariable) != nullptr) return "";
  if (is_child_of_mpirun()) return fmt::format("mpirun -n {} ", ranks);
  return std::getenv("SLURM_STEP_ID") != nullptr ? fmt::format("srun -n {} ", ranks) : "";
}

void report_start() {
  if (const char* status_file = std::getenv(kStatusFileVariable)) std::filesystem::remove(status_file);
}

bool report_end(int status) {
  const char* status_file = std::getenv(kStatusFileVariable);
  if (status_file != nullptr) std::ofstream(status_file) << status << "\n";
  return status_file != nullptr;
}

std::size_t terminal_columns() {
  if (const char* columns = std::getenv(kTerminalVariable)) return std::strtoul(columns, nullptr, 10);
  const std::size_t columns = columns_of(STDERR_FILENO);
  return columns > 0 ? columns : columns_of_mpirun();
}

int launch_local_ranks(int ranks, const std::vector<std::string>& arguments) {
  const std::string status_file = create_status_file();
  ::setenv(kStatusFileVariable, status_file.c_str(), 1);
  ::setenv(kTerminalVariable, std::to_string(columns_of(STDERR_FILENO)).c_str(), 1);
  ::setenv("OMPI_MCA_mpi_yield_when_idle", "1", 0);
  catch_stop_signals();
  const auto command = mpirun_command(ranks, arguments);
  const ErrorPipe errors;
  const pid_t mpirun = ::fork();
  if (mpirun < 0) throw system_error("cannot start", "mpirun", "free memory, or end other processes");
  if (mpirun == 0) execute(command, errors);
  const int wait_status = wait_for(mpirun, status_file, errors);
  const auto status = status_in(status_file);
  const bool never_started = std::filesystem::remove(status_file);
  if (status) return *status;
  const int own_status = WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : 0;
  if (own_status == kCannotStart)
    throw UserError("cannot start mpirun", "it is not on the PATH", "install openmpi-bin, or omit -j");
  if (never_started && own_status > 0 && own_status < kKilled && !stop_was_requested())
    throw UserError("mpirun could not start the ranks", fmt::format("it ended with status {}", own_status),
                    "see what it said above, or omit -j");
  // Rank 0 died before it could report its status; what it had recorded is in the journal.
  std::cerr << "rank 0 ended without reporting its status; what was finished is kept, and the same command "
               "resumes\n";
  return kInterrupted;
}

}  // namespace friendly
