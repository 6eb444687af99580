#pragma once
#include <string>
#include <unordered_map>

#include "trial/Bundle.hpp"

namespace friendly {

/// Predicts how long a bundle trains: a guess from its networks and epochs, times a correction from what was
/// measured so far, for its own shape if any of that shape was measured and over all shapes otherwise.
/// Guesses ignore the size of the data set; corrections of a measured shape include it.
class CostModel {
 public:
  /// Seconds on a CPU core, before anything is measured.
  static double guess(const Bundle& bundle);

  /// The factor for guesses of this shape: seconds measured per second guessed, 1 before any measurement.
  double correction(const std::string& shape) const;

  /// Records that a bundle of this shape took `seconds` where guess() said `guessed`.
  void measured(const std::string& shape, double guessed, double seconds);

 private:
  struct Total {
    double guessed = 0;
    double seconds = 0;
  };
  std::unordered_map<std::string, Total> shapes_;
  Total all_;
};

}  // namespace friendly
