#pragma once

namespace friendly {

/// Whether a launcher (mpirun, or srun with an MPI plug-in) started this process as one rank of many. Reads
/// only the environment, so that a program started by hand, even in a shell inside a Slurm allocation, never
/// touches MPI. Throws UserError if srun started several tasks without an MPI plug-in: each would take itself
/// for the whole sweep.
bool launched_as_rank();

}  // namespace friendly
