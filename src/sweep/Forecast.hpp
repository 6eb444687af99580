#pragma once
#include <cstdint>
#include <vector>

#include "sweep/CostModel.hpp"
#include "sweep/MemoryModel.hpp"
#include "sweep/Racing.hpp"
#include "trial/Bundle.hpp"

namespace friendly {

/// What was learned about a sweep before it is predicted.
struct Experience {
  explicit Experience(const DataSizes& sizes = typical_data) : costs(sizes), memory(sizes) {}

  /// An array was trained to its end.
  void learn(const MeasuredArray& array);
  /// The parts of the training of `bundles`, which have the same shape, take so long.
  void learn(const std::vector<const Bundle*>& bundles, const ArrayTimes& times);

  CostModel costs;
  MemoryModel memory;
};

/// The bundles of one shape of which nothing is known.
struct UnknownShape {
  std::vector<const Bundle*> bundles;
  double seconds = 0;  ///< predicted for all of them
};

/// The shapes of `bundles` that were not measured, the one predicted to take longest first.
std::vector<UnknownShape> unknown_shapes(const std::vector<Bundle>& bundles, const CostModel& costs);

/// Bytes on disk.
struct DiskUse {
  double results = 0;      ///< the result file
  double journal = 0;      ///< its journal
  double classifiers = 0;  ///< with --save_classifiers, until only the best are left
  double checkpoints =
      0;  ///< the largest array's on each rank, twice while they are replaced, and all that pause
};

/// What remains of a sweep.
struct Forecast {
  std::size_t bundles_left = 0;
  double seconds = 0;         ///< until the last bundle ends; with races, if chance decides who goes on
  double least_seconds = 0;   ///< likewise, if those who take least time go on
  double most_seconds = 0;    ///< likewise, if those who take most time go on
  double utilisation = 0;     ///< share of that time the training ranks spend training
  double measured_share = 0;  ///< share of the training time that is predicted for measured shapes
  Bundle largest;             ///< the bundle that needs the most memory; without trials if none is left
  double largest_memory = 0;  ///< bytes that `largest` needs
  double data_memory = 0;     ///< bytes of the data that a rank keeps
  DiskUse disk;               ///< when all is done, besides what is there already
};

/// The races of a sweep that are not over.
struct RacesAhead {
  Racing racing;
  std::vector<Bundle> bundles;  ///< as if all their trials were trained to their end
};

/// Predicts how `bundles`, and what `races` train, are trained on `ranks` training ranks. The sweep's own
/// scheduler hands out the bundles, and its races decide, in simulated time. Memory and disk are those of a
/// sweep in which nobody leaves.
Forecast forecast(std::vector<Bundle> bundles, const Experience& experience, int ranks,
                  const RacesAhead& races = {});

}  // namespace friendly
