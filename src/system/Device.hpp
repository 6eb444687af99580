#pragma once
#include <torch/types.h>

#include <string>

namespace friendly {

/// A training rank's position among those on its machine.
struct MachinePlace {
  int rank = 0;   ///< counts from 0
  int ranks = 1;  ///< number of training ranks on the machine
};

/// The device that `name` asks for on a machine with `gpus` GPUs: cpu, cuda, cuda:N, or auto (a GPU if there
/// is one). The machine's GPUs are assigned to its ranks in turn, each to at most `ranks_per_gpu` of them (0:
/// any number). Throws UserError if there is no such device, or none left for this rank.
torch::Device choose_device(const std::string& name, const MachinePlace& place, int ranks_per_gpu, int gpus);

/// Number of GPUs that LibTorch sees on this machine.
int count_gpus();

/// The device's name in result files: "cpu", or "cuda:1" followed by the GPU's name.
std::string device_name(const torch::Device& device);

/// From now on a GPU computes products and convolutions of float32 numbers as they are, or with `tf32` from
/// TF32's ten bits of their mantissas. Either way with cuDNN's deterministic algorithms, none of them chosen
/// by a timing.
void use_precision(bool tf32);

/// From now on denormal numbers (in float32 those below 1.2e-38) are zero on a CPU, in this thread and in
/// those that it starts; OpenBLAS's own, which --threads above 1 uses, are older. Networks that fit their
/// examples well have gradients that small, with which processors take several times as long.
void flush_denormals();

/// Sets the number of CPU threads that computations of the calling thread use.
void use_threads(int threads);

}  // namespace friendly
