#include "system/Device.hpp"

#include <ATen/Parallel.h>
#include <fmt/format.h>
#include <torch/cuda.h>
#include <torch/version.h>

#include "core/Error.hpp"

#ifdef FRIENDLY_CUDA
#include <ATen/cuda/CUDAContext.h>
#endif

// Of OpenBLAS, which does not heed LibTorch's number of threads; absent with another BLAS.
extern "C" void openblas_set_num_threads(int threads) __attribute__((weak));

namespace friendly {

namespace {

void check_is_place_left(const MachinePlace& place, int ranks_per_gpu, int gpus) {
  if (ranks_per_gpu == 0 || place.rank < ranks_per_gpu * gpus) return;
  throw UserError(fmt::format("training rank {} of its machine has no GPU", place.rank + 1),
                  fmt::format("{} GPUs take {} ranks each", gpus, ranks_per_gpu),
                  "start fewer ranks, or raise --ranks-per-gpu");
}

}  // namespace

torch::Device choose_device(const std::string& name, const MachinePlace& place, int ranks_per_gpu, int gpus) {
  if (name == "cpu" || (name == "auto" && gpus == 0)) return torch::kCPU;
  if (gpus > 0 && (name == "auto" || name == "cuda")) {
    check_is_place_left(place, ranks_per_gpu, gpus);
    return {torch::kCUDA, static_cast<torch::DeviceIndex>(place.rank % gpus)};
  }
  for (int gpu = 0; gpu < gpus; ++gpu)
    if (name == fmt::format("cuda:{}", gpu)) {
      check_is_place_left(place, ranks_per_gpu, 1);
      return {torch::kCUDA, static_cast<torch::DeviceIndex>(gpu)};
    }
  throw UserError(
      fmt::format("command line: --device = {} is not possible", name),
      fmt::format("there are auto, cpu, cuda and cuda:N, and LibTorch {} sees {} GPUs", TORCH_VERSION, gpus),
      "take --device cpu, or a LibTorch with CUDA on a machine with a GPU");
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

void use_threads(int threads) {
  at::set_num_threads(threads);
  if (openblas_set_num_threads != nullptr) openblas_set_num_threads(threads);
}

}  // namespace friendly
