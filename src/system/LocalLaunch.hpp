#pragma once
#include <string>
#include <vector>

namespace friendly {

/// Environment variable with the file into which rank 0 of a local launch writes its exit status: mpirun does
/// not hand it on when it survives lost ranks.
inline constexpr const char* kStatusFileVariable = "FRIENDLY_STATUS_FILE";
/// Environment variable that says whether a local launch was made from a terminal, which ranks cannot see.
inline constexpr const char* kTerminalVariable = "FRIENDLY_TERMINAL";

/// Runs `friendly` with `arguments` on `ranks` ranks of this machine through mpirun and returns rank 0's exit
/// status. Stop signals are passed on as SIGUSR1. Throws UserError if mpirun cannot be started.
int launch_local_ranks(int ranks, const std::vector<std::string>& arguments);

}  // namespace friendly
