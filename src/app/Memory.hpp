#pragma once
#include <cstdint>
#include <exception>
#include <string>

namespace friendly {

/// Bytes that the processes of this machine may use together: its memory, or less where a control group (of
/// Slurm, of a container) sets a limit.
std::int64_t machine_memory();

/// From now on this process has no more than `bytes` for its data. An array that is too large then fails with
/// an error and can be made smaller, where the system would kill the process.
void limit_memory(std::int64_t bytes);

/// What an error says, without LibTorch's list of calls.
std::string reason_of(const std::exception& error);

/// Whether training failed for want of memory, on a CPU or a GPU.
bool is_out_of_memory(const std::exception& error);

/// Hands freed memory that the allocator keeps back to the system.
void release_freed_memory();

}  // namespace friendly
