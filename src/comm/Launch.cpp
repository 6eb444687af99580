#include "comm/Launch.hpp"

#include <algorithm>
#include <cstdlib>

#include "core/Error.hpp"

namespace friendly {

bool launched_as_rank() {
  // Open MPI's mpirun; srun --mpi=pmix; srun --mpi=pmi2 and MPICH's launchers. SLURM_ variables prove
  // nothing: a shell inside an allocation has them too.
  const auto names = {"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK"};
  if (std::any_of(names.begin(), names.end(), [](const char* name) { return std::getenv(name) != nullptr; }))
    return true;
  const char* tasks = std::getenv("SLURM_STEP_NUM_TASKS");
  if (tasks != nullptr && std::atoi(tasks) > 1)
    throw UserError("the tasks of this srun do not know about each other",
                    "srun started several tasks without an MPI plug-in",
                    "use `srun --mpi=pmix` or `mpirun`; `srun --mpi=list` lists the plug-ins");
  return false;
}

}  // namespace friendly
