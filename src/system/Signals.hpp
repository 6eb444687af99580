#pragma once

namespace friendly {

/// From now on SIGINT, SIGTERM and SIGUSR1 (Slurm's warning) request an orderly stop instead of killing the
/// process. A second SIGINT kills it.
void catch_stop_signals();

/// Whether one of these signals has arrived since catch_stop_signals().
bool stop_was_requested();

}  // namespace friendly
