#pragma once
#include "app/SweepOptions.hpp"
#include "comm/Communicator.hpp"
#include "core/ExitStatus.hpp"

namespace friendly {

/// How rank 0's part of a sweep ended.
struct SweepEnding {
  int status = kAllDone;    ///< the sweep's exit status
  bool all_present = true;  ///< false: a rank is missing, so MPI must not wait for it
};

/// Rank 0's part: checks the sweep file and the data, opens the journal, coordinates, writes the results and
/// reports on standard error. After an error the other ranks are dismissed and the error is reported the same
/// way.
SweepEnding coordinate_sweep(const SweepOptions& options, Communicator& line);

/// Another rank's part: trains, or stands aside if there is no device for it or it does not work. Returns
/// whether all ranks are present, as Worker::run() does.
bool work_in_sweep(const SweepOptions& options, Communicator& line, const MachinePlace& place);

/// Rank 0's part while a second thread of this process trains as one more rank. The calling thread alone uses
/// `world`.
SweepEnding coordinate_and_train(const SweepOptions& options, Communicator& world, const MachinePlace& place);

/// The whole sweep in this process: one thread coordinates, another one trains. Returns the exit status.
int sweep_alone(const SweepOptions& options);

}  // namespace friendly
