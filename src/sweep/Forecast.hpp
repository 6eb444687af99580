#pragma once
#include <cstdint>
#include <string>
#include <unordered_set>
#include <vector>

#include "trial/Bundle.hpp"

namespace friendly {

/// What remains of a sweep.
struct Forecast {
  std::size_t bundles_left = 0;
  double seconds = 0;         ///< until the last bundle ends
  double utilisation = 0;     ///< share of that time the training ranks spend training
  bool is_measured = false;   ///< false: a guess, because no array has been measured yet
  Bundle largest;             ///< the bundle that needs the most memory; without trials if none is left
  double largest_memory = 0;  ///< bytes that `largest` needs
};

/// Predicts the rest of a sweep of `bundles` on `ranks` training ranks: bundles whose trials' keys are all in
/// `finished` are left out, and `measured` corrects the guesses of time and memory. The sweep's own scheduler
/// hands out the bundles, in simulated time.
Forecast forecast(std::vector<Bundle> bundles, const std::unordered_set<std::string>& finished,
                  const std::vector<MeasuredArray>& measured, int ranks);

}  // namespace friendly
