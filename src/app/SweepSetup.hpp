#pragma once
#include <string>
#include <vector>

#include "config/SweepFile.hpp"
#include "dataset/DatasetStore.hpp"
#include "results/ResultSet.hpp"
#include "trial/Bundle.hpp"

namespace friendly {

/// The most trials that an array holds unless --bundle says otherwise.
inline constexpr std::int64_t kDefaultBundle = 8;

/// Reads the sweep file and reports on standard error what changes nothing in it. Throws UserError.
SweepPlan load_plan(const std::string& file);

/// Checks that `device` (a name as --device takes it) exists and that every bundle fits its data, and
/// describes the sweep for its journal and result file. `bundle`: the most trials of an array. Throws
/// UserError before anything is written.
SweepInfo prepare_info(const SweepPlan& plan, const std::vector<Bundle>& bundles, std::int64_t bundle,
                       const std::string& command_line, const std::string& device, DatasetStore& datasets);

}  // namespace friendly
