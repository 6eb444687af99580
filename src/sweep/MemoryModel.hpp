#pragma once
#include <cstdint>
#include <string>
#include <unordered_map>

#include "sweep/CostModel.hpp"
#include "trial/Bundle.hpp"
#include "trial/DataSize.hpp"

namespace friendly {

/// Predicts the memory of an array's tensors: a guess from its networks, images and batch sizes, or what
/// trials of its shape took if any were measured.
class MemoryModel {
 public:
  explicit MemoryModel(DataSizes sizes = typical_data) : sizes_(std::move(sizes)) {}

  /// Bytes that `bundle`'s array needs, before anything is measured; the data set is not counted.
  double guess(const Bundle& bundle) const;

  /// Records that an array of `replicas` trials like `spec` took `bytes`.
  void measured(const TrialSpec& spec, std::int64_t replicas, std::int64_t bytes);

  /// Bytes that `bundle`'s array needs: guess(), times the most by which arrays of its shape exceeded theirs.
  double predict(const Bundle& bundle) const;

  /// Bytes that the data of `spec` take in a training rank.
  double data(const TrialSpec& spec) const;

  /// Bytes of the saved classifiers of all trials of `bundle`.
  double classifiers(const Bundle& bundle) const;

  /// Bytes of what a checkpoint of `bundle` keeps: parameters and the optimisers' moments.
  double checkpoint(const Bundle& bundle) const;

 private:
  DataSizes sizes_;
  double guess(const TrialSpec& spec, double replicas) const;

  std::unordered_map<std::string, double>
      excess_;  // the largest ratio of measured and guessed bytes, by shape
};

}  // namespace friendly
