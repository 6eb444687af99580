#pragma once
#include <torch/types.h>

#include "train/ShortRun.hpp"
#include "trial/DataSize.hpp"
#include "trial/TrialSpec.hpp"

namespace friendly {

/// The best rates that a device reaches in the operations of which training is made.
struct Rates {
  double product = 0;      ///< FLOP/s of a large matrix product
  double convolution = 0;  ///< FLOP/s of a convolution, channels last
  double copy = 0;         ///< bytes/s, read and written together
};

/// Measures them in a second or so, in the type and precision of `dtype`, on the calling thread's threads.
Rates measure_rates(const std::string& dtype, const torch::Device& device);

/// What a network costs.
struct NetworkCost {
  double products = 0, convolutions = 0;  ///< FLOP of a forward pass, by example
  double parameters = 0;                  ///< trainable ones

  double seconds(const Rates& rates) const {
    return products / rates.product + convolutions / rates.convolution;
  }
};

/// Those of a trial's classifier and of its simplifier; the latter costs nothing if the method has none.
struct TrialCosts {
  NetworkCost classifier, simplifier;
};
TrialCosts count_costs(const TrialSpec& spec, const DataSize& data);

/// The least that the parts of one replica's training can take: their floating-point operations at the best
/// rate of the operation, and the optimiser's reads and writes at the copy's rate. Activations cost nothing.
/// Winograd's convolutions need fewer operations, so that they may be below it.
PartMeans floor_of(const TrialSpec& spec, const DataSize& data, const Rates& rates);

}  // namespace friendly
