#pragma once
#include <torch/version.h>

namespace friendly::testing {

/// Whether, on a CPU, an array computes to the last bit what its networks compute alone. LibTorch 2.11
/// chooses some kernels by the size of the whole tensor (for bilinear upsampling, for example), and these
/// round differently.
inline constexpr bool kNeighboursChangeNothing = TORCH_VERSION_MAJOR == 1;

}  // namespace friendly::testing
