#pragma once

namespace friendly {

/// Whether a launcher (mpirun, or srun with an MPI plug-in) started this process as one rank of many. Reads
/// the environment only, so that a program started by hand, also in a shell of a Slurm allocation, never
/// touches MPI. Throws UserError if srun started several tasks without telling them of each other: each would
/// take itself for the whole sweep.
bool launched_as_rank();

}  // namespace friendly
