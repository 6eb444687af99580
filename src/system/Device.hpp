#pragma once
#include <torch/types.h>

#include <string>

namespace friendly {

/// Where a training rank stands among those of its machine.
struct MachinePlace {
  int rank = 0;   ///< from 0
  int ranks = 1;  ///< all of them
};

/// The device that `name` asks for: cpu, cuda, cuda:N, or auto (a GPU if there is one), on a machine with
/// `gpus` GPUs. Ranks of a machine take its GPUs in turn, `ranks_per_gpu` each at most (0: any number).
/// Throws UserError if there is no such device, or none left for this rank.
torch::Device choose_device(const std::string& name, const MachinePlace& place, int ranks_per_gpu, int gpus);

/// GPUs that LibTorch sees on this machine.
int count_gpus();

/// How the device is called in result files: "cpu", or "cuda:1" and the GPU's name.
std::string device_name(const torch::Device& device);

/// Uses so many CPU threads in the calling thread's computations.
void use_threads(int threads);

}  // namespace friendly
