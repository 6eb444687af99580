#include "train/DeviceFault.hpp"

#include <fmt/format.h>

#include "system/Memory.hpp"
#include "trial/Runner.hpp"

namespace friendly {

bool is_device_fault(const std::exception& error) {
  return !is_out_of_memory(error) && reason_of(error).find("CUDA error") != std::string::npos;
}

void probe(const torch::Device& device) {
  const auto refuse = [&](const std::string& why) {
    throw UnusableRank(fmt::format("{} does not compute: {}", device.str(), why));
  };
  double sum = 0;
  try {
    const torch::Tensor ones = torch::ones({8, 8}, device);
    sum = ones.mm(ones).sum().item<double>();
  } catch (const std::exception& error) {
    refuse(reason_of(error));
  }
  if (sum != 512) refuse(fmt::format("8 · 8 · 8 is {} there", sum));
}

}  // namespace friendly
