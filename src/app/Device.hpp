#pragma once
#include <torch/types.h>

#include <string>

namespace friendly {

/// The device that `name` asks for: cpu, cuda, cuda:N, or auto (a GPU if there is one). Ranks of a machine
/// share its GPUs in turn. Throws UserError if there is no such device.
torch::Device choose_device(const std::string& name, int local_rank);

/// How the device is called in result files.
std::string device_name(const torch::Device& device);

/// Uses so many CPU threads in the calling thread's computations.
void use_threads(int threads);

/// Lets the allocator keep freed memory for the next step's tensors instead of handing it back to the system,
/// which costs CPU training a fifth of its time, arrays of convolutions half of it. To be called before there
/// are threads.
void keep_freed_memory();

}  // namespace friendly
