#pragma once
#include "train/ShortRun.hpp"
#include "trial/TrialSpec.hpp"

namespace friendly {

/// The best rates that this core reaches in the operations of which training is made.
struct Rates {
  double product = 0;      ///< FLOP/s of a large matrix product
  double convolution = 0;  ///< FLOP/s of a convolution, channels last
  double copy = 0;         ///< bytes/s, read and written together

  static Rates measure();
};

/// The least that the parts of one replica's training can take: their floating-point operations at the best
/// rate of the operation, and the optimiser's reads and writes at the copy's rate. Activations cost nothing.
/// For 28 × 28 images.
PartMeans floor_of(const TrialSpec& spec, const Rates& rates);

}  // namespace friendly
