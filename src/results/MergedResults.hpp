#pragma once
#include <string>
#include <vector>

#include "results/ResultSet.hpp"

namespace friendly {

/// Whether two results of a trial have the same status and, bit by bit, the same reported accuracies.
bool report_the_same(const TrialResult& one, const TrialResult& other);

/// The rows of two result files, each trial once.
struct MergedResults {
  ResultSet results;
  std::vector<std::string> conflicts;  ///< keys of trials that are done in both, with different numbers
};

/// Merges by key: the rows of `first` in their order, then those that `second` alone has. Of a trial in both,
/// a row that is done beats one that is not, and otherwise the first one stays. What the files say of
/// program, machine and sweep is joined where it differs. Throws UserError if a data set has different
/// checksums.
MergedResults merge_results(const ResultSet& first, const ResultSet& second);

}  // namespace friendly
