#pragma once
#include <string>
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

/// An array that was trained to its end.
struct MeasuredArray {
  Bundle bundle;
  double seconds = 0;
  std::int64_t replicas = 0;  ///< with those that did not come to their end
  std::int64_t memory = 0;    ///< bytes
};

/// The arrays that finished rows came from: what predictions learn from.
std::vector<MeasuredArray> measured_arrays(const std::vector<TrialRow>& rows);

}  // namespace friendly
