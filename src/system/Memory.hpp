#pragma once
#include <cstdint>
#include <exception>
#include <string>

namespace friendly {

/// Bytes that the processes on this machine may use together: its physical memory, or less where a control
/// group (of Slurm or a container) sets a limit.
std::int64_t machine_memory();

/// Limits the data of this process, which computes with `threads` threads, to `bytes`; a lower limit that is
/// already set remains. An array that is too large then fails with an error and can be split, where otherwise
/// the system would kill the process. Returns false and changes nothing if the process already uses more.
bool limit_memory(double bytes, int threads);

/// The message of `error`, without LibTorch's backtrace.
std::string reason_of(const std::exception& error);

/// Whether `error` means that memory ran out, on a CPU or a GPU.
bool is_out_of_memory(const std::exception& error);

/// Makes the allocator keep freed memory for the next step's tensors. Returning it to the system would cost
/// CPU training a fifth of its time, and arrays of convolutions half of it. Call it before any threads start.
void keep_freed_memory();

/// Returns to the system, or to the GPU, the freed memory that the allocators have kept.
void release_freed_memory();

}  // namespace friendly
