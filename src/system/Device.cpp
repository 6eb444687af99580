#include "system/Device.hpp"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <fmt/format.h>
#include <torch/cuda.h>
#include <torch/version.h>

#include "core/Error.hpp"

#ifdef FRIENDLY_CUDA
#include <ATen/cuda/CUDAContext.h>
#endif

// OpenBLAS ignores LibTorch's number of threads. The symbol is absent with any other BLAS.
extern "C" void openblas_set_num_threads(int threads) __attribute__((weak));

namespace friendly {

namespace {

void check_gpus_have_room(const MachinePlace& place, int ranks_per_gpu, int gpus) {
  if (ranks_per_gpu == 0 || place.rank < ranks_per_gpu * gpus) return;
  throw UserError(fmt::format("training rank {} on this machine has no GPU", place.rank + 1),
                  fmt::format("number of GPUs: {}, ranks per GPU: {}", gpus, ranks_per_gpu),
                  "start fewer ranks, or raise --ranks-per-gpu");
}

}  // namespace

torch::Device choose_device(const std::string& name, const MachinePlace& place, int ranks_per_gpu, int gpus) {
  if (name == "cpu" || (name == "auto" && gpus == 0)) return torch::kCPU;
  if (gpus > 0 && (name == "auto" || name == "cuda")) {
    check_gpus_have_room(place, ranks_per_gpu, gpus);
    return {torch::kCUDA, static_cast<torch::DeviceIndex>(place.rank % gpus)};
  }
  for (int gpu = 0; gpu < gpus; ++gpu)
    if (name == fmt::format("cuda:{}", gpu)) {
      check_gpus_have_room(place, ranks_per_gpu, 1);
      return {torch::kCUDA, static_cast<torch::DeviceIndex>(gpu)};
    }
  throw UserError(
      fmt::format("command line: --device = {} is not available", name),
      fmt::format("it takes auto, cpu, cuda or cuda:N; GPUs that LibTorch {} sees: {}", TORCH_VERSION, gpus),
      "use --device cpu, or a LibTorch with CUDA on a machine with a GPU");
}

int count_gpus() {
  return static_cast<int>(torch::cuda::is_available() ? torch::cuda::device_count() : 0);
}

std::string device_name(const torch::Device& device) {
#ifdef FRIENDLY_CUDA
  if (device.is_cuda())
    return fmt::format("{} {}", device.str(), at::cuda::getDeviceProperties(device.index())->name);
#endif
  return device.str();
}

void use_precision(bool tf32) {
  at::Context& context = at::globalContext();
  context.setAllowTF32CuBLAS(tf32);
  context.setAllowTF32CuDNN(tf32);
  context.setDeterministicCuDNN(true);
  context.setBenchmarkCuDNN(false);
}

void flush_denormals() {
  at::globalContext().setFlushDenormal(true);
}

void use_threads(int threads) {
  at::set_num_threads(threads);
  if (openblas_set_num_threads != nullptr) openblas_set_num_threads(threads);
}

}  // namespace friendly
