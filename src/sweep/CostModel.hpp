#pragma once
#include <string>
#include <unordered_map>

#include "trial/ArrayTimes.hpp"
#include "trial/Bundle.hpp"
#include "trial/DataSize.hpp"

namespace friendly {

/// The size of the most frequent sets of the paper: 10 000 training images of 28 × 28, 2 000 for validation
/// and 50 000 for testing.
DataSize typical_data(const TrialSpec& spec);

/// Predicts how long a bundle trains: a guess from its networks, the size of its data and the plan, times a
/// correction from what was measured so far: for its own shape, or else for the same networks, or else for
/// whatever was measured.
class CostModel {
 public:
  struct Guess {
    std::string shape;     ///< shape_of() its trials
    std::string networks;  ///< what shapes have in common that differ in data, epochs or batches only
    double seconds = 0;    ///< on a CPU core
  };

  explicit CostModel(DataSizes sizes = typical_data) : sizes_(std::move(sizes)) {}

  Guess guess(const Bundle& bundle) const;
  /// The guess, corrected by what was measured.
  double predict(const Guess& guess) const { return guess.seconds * correction(guess); }
  double predict(const Bundle& bundle) const { return predict(guess(bundle)); }

  /// Records that a bundle of which `guess` was made took `seconds`.
  void measured(const Guess& guess, double seconds);
  /// Whether anything of this shape was measured.
  bool knows(const std::string& shape) const { return shapes_.count(shape) > 0; }

  DataSize size_of(const TrialSpec& spec) const { return sizes_(spec); }

 private:
  struct Total {
    double guessed = 0;
    double seconds = 0;
  };
  using Totals = std::unordered_map<std::string, Total>;

  double correction(const Guess& guess) const;

  DataSizes sizes_;
  Totals shapes_, networks_;
  Total all_;
};

}  // namespace friendly
