#pragma once
#include <string>
#include <unordered_map>

#include "trial/Bundle.hpp"

namespace friendly {

/// Predicts how long a bundle trains: a guess from its networks and epochs, times how far the guesses were
/// off so far, for its own shape where one was measured and over all shapes otherwise. Guesses do not know
/// how many examples a data set has; measured shapes do.
class CostModel {
 public:
  /// Seconds before anything is measured.
  static double guess(const Bundle& bundle);

  /// What to multiply the guess for a bundle of this shape by.
  double correction(const std::string& shape) const;

  /// Takes in that a bundle of this shape, guessed at `guessed` seconds, took `seconds`.
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
