#pragma once
#include <string>
#include <utility>
#include <vector>

#include "app/DatasetStore.hpp"
#include "config/SweepFile.hpp"
#include "results/ResultSet.hpp"
#include "sweep/Bundle.hpp"

namespace friendly {

/// How many trials an array holds at most when --bundle says nothing.
inline constexpr std::int64_t kDefaultBundle = 8;

/// Reads the sweep file and says on standard error what was merged.
SweepPlan load_plan(const std::string& file);

/// Loads the data of every bundle once, checks that its networks and schedules fit, and notes the data sets'
/// checksums and origins in `info`. Throws UserError; nothing has been written by then.
void check_bundles(const std::vector<Bundle>& bundles, DatasetStore& datasets, SweepInfo& info);

/// Identity and circumstances of a sweep, for its journal and result file; its data come from
/// check_bundles().
SweepInfo make_info(const SweepPlan& plan, std::int64_t bundle, const std::string& command_line,
                    const std::string& devices);

/// The arrays that finished rows came from, with the seconds each took: what a cost model learns from.
std::vector<std::pair<Bundle, double>> measured_bundles(const std::vector<TrialRow>& rows);

}  // namespace friendly
