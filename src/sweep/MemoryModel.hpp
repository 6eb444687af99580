#pragma once
#include <cstdint>
#include <string>
#include <unordered_map>

#include "trial/Bundle.hpp"

namespace friendly {

/// Predicts the memory of the tensors of an array: a guess from its networks and batch sizes, or what a trial
/// of its shape took where that was measured.
class MemoryModel {
 public:
  /// Bytes of `bundle`'s array before anything is measured, for images of 28 × 28; data are not counted.
  static double guess(const Bundle& bundle);

  /// Takes in that `replicas` trials of the shape took `bytes` together.
  void measured(const std::string& shape, std::int64_t replicas, std::int64_t bytes);

  /// Bytes of `bundle`'s array.
  double predict(const Bundle& bundle) const;

 private:
  std::unordered_map<std::string, double> per_trial_;  // by shape, the most
};

}  // namespace friendly
