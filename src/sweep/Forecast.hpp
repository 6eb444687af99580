#pragma once
#include <cstdint>
#include <string>
#include <unordered_set>
#include <vector>

#include "trial/Bundle.hpp"

namespace friendly {

/// What is still to come of a sweep.
struct Forecast {
  std::size_t bundles_left = 0;
  double seconds = 0;         ///< until the last bundle has ended
  double utilisation = 0;     ///< share of that time in which the training ranks train
  bool is_measured = false;   ///< false: a guess, since no array has been trained yet
  Bundle largest;             ///< the bundle that takes the most memory; without trials if none is left
  double largest_memory = 0;  ///< bytes
};

/// Predicts a sweep of `bundles` on `ranks` training ranks, without the bundles whose trials are all in
/// `finished` (keys). The sweep's own scheduler hands the bundles out, in simulated time.
Forecast forecast(std::vector<Bundle> bundles, const std::unordered_set<std::string>& finished,
                  const std::vector<MeasuredArray>& measured, int ranks);

}  // namespace friendly
