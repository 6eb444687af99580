#pragma once
#include <cstdint>
#include <exception>
#include <string>

namespace friendly {

/// Bytes that the processes of this machine may use together: its memory, or less where a control group (of
/// Slurm, of a container) sets a limit.
std::int64_t machine_memory();

/// Lets this process have no more than `bytes` for its data, with computations on so many `threads`. An array
/// that is too large then fails with an error and can be made smaller, where the system would kill the
/// process. False, and nothing is changed, where it takes more already.
bool limit_memory(double bytes, int threads);

/// What an error says, without LibTorch's list of calls.
std::string reason_of(const std::exception& error);

/// Whether training failed for want of memory, on a CPU or a GPU.
bool is_out_of_memory(const std::exception& error);

/// Lets the allocator keep freed memory for the next step's tensors instead of handing it back to the system,
/// which costs CPU training a fifth of its time, arrays of convolutions half of it. To be called before there
/// are threads.
void keep_freed_memory();

/// Hands freed memory that the allocators keep back to the system, or the GPU.
void release_freed_memory();

}  // namespace friendly
