#pragma once
#include <cstdint>
#include <string>
#include <unordered_map>

#include "trial/Bundle.hpp"

namespace friendly {

/// Predicts the memory of an array's tensors: a guess from its networks and batch sizes, or what trials of
/// its shape took if any were measured.
class MemoryModel {
 public:
  /// Bytes that `bundle`'s array needs, before anything is measured, for images of 28 × 28; the data set is
  /// not counted.
  static double guess(const Bundle& bundle);

  /// Records that an array of `replicas` trials of this shape took `bytes`.
  void measured(const std::string& shape, std::int64_t replicas, std::int64_t bytes);

  /// Bytes that `bundle`'s array needs: per trial the most that was measured for its shape, otherwise
  /// guess().
  double predict(const Bundle& bundle) const;

 private:
  std::unordered_map<std::string, double> per_trial_;  // most bytes measured, by shape
};

}  // namespace friendly
