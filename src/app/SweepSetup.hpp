#pragma once
#include <string>
#include <vector>

#include "config/SweepFile.hpp"
#include "dataset/DatasetStore.hpp"
#include "results/ResultSet.hpp"
#include "trial/Bundle.hpp"

namespace friendly {

/// How many trials an array holds at most when --bundle says nothing.
inline constexpr std::int64_t kDefaultBundle = 8;

/// Reads the sweep file and says on standard error what was merged.
SweepPlan load_plan(const std::string& file);

/// Checks every bundle with its data and describes the sweep for its journal and result file. `device`: by
/// name. Throws UserError; nothing has been written by then.
SweepInfo prepare_info(const SweepPlan& plan, const std::vector<Bundle>& bundles, std::int64_t bundle,
                       const std::string& command_line, const std::string& device, DatasetStore& datasets);

}  // namespace friendly
