#pragma once
#include <string>

#include "results/ResultSet.hpp"

namespace friendly {

/// Throws UserError naming the difference unless `here` has the points and bundles of the sweep `there`,
/// whose journal is at `path`.
void check_same_points(const std::string& path, const SweepInfo& there, const SweepInfo& here);

/// Likewise for the checksums of the data sets that both name.
void check_same_data(const std::string& path, const SweepInfo& there, const SweepInfo& here);

/// Warns of another version of the program or of LibTorch, or another device: only the same build on the same
/// device gives the same numbers.
void warn_of_another_build(const std::string& path, const SweepInfo& there, const SweepInfo& here);

/// Throws UserError if there is anything at `result_file`, or a sweep's journal beside it. With `may_replace`
/// it may be a result file, but not a sweep's, which would replace it in turn.
void check_is_free(const std::string& result_file, bool may_replace);

}  // namespace friendly
