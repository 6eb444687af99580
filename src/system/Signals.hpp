#pragma once

namespace friendly {

/// From now on SIGINT, SIGTERM and SIGUSR1 (Slurm's warning) ask for an orderly end instead of killing. A
/// second SIGINT kills.
void catch_stop_signals();

/// Whether one of them has come.
bool stop_was_requested();

}  // namespace friendly
