#pragma once
#include <cstddef>
#include <string>
#include <vector>

namespace friendly {

/// Environment variable that names the file to which rank 0 of a local launch writes its exit status: an
/// mpirun that survives lost ranks does not report that status itself.
inline constexpr const char* kStatusFileVariable = "FRIENDLY_STATUS_FILE";
/// Environment variable that says how many columns the terminal of a local launch has (0: standard error is
/// none), which its ranks cannot find out themselves.
inline constexpr const char* kTerminalVariable = "FRIENDLY_TERMINAL";

/// Runs this program with `arguments` on `ranks` ranks of this machine through mpirun, and returns the exit
/// status of rank 0, or kInterrupted if rank 0 ended without reporting one. Stop signals are caught and
/// passed on as SIGUSR1. Throws UserError if mpirun, or mpirun's ranks, cannot be started.
int launch_local_ranks(int ranks, const std::vector<std::string>& arguments);

/// For rank 0 to call once it has found the other ranks.
void report_start();
/// For rank 0 to call at its end, with its exit status. Returns whether a launch reads it.
bool report_end(int status);

/// What to type before this program's name to start it once more on the `ranks` ranks of which this process
/// is one, ending with a space: "mpirun -n 3 " or "srun -n 3 "; nothing in a local launch.
std::string launcher_words(int ranks);

/// Columns of the terminal on which standard error appears, if need be by way of mpirun; 0 if it is none.
std::size_t terminal_columns();

}  // namespace friendly
