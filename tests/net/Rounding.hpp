#pragma once
#include <torch/version.h>

namespace friendly::testing {

/// Whether an array computes on a CPU what its networks compute alone, to the last bit. LibTorch 2.11 chooses
/// some of its kernels by the size of the whole tensor (bilinear upsampling, for one) and so rounds
/// otherwise.
inline constexpr bool kNeighboursChangeNothing = TORCH_VERSION_MAJOR == 1;

}  // namespace friendly::testing
