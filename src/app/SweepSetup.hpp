#pragma once
#include <map>
#include <string>
#include <vector>

#include "config/CommandLine.hpp"
#include "config/SweepFile.hpp"
#include "dataset/DatasetStore.hpp"
#include "results/ResultSet.hpp"
#include "trial/Bundle.hpp"

namespace friendly {

/// The most trials that an array holds unless --bundle says otherwise.
inline constexpr std::int64_t kDefaultBundle = 8;

/// Declares --set.
void add_set_option(CommandLine& line);

/// The values that a parsed `line` sets. Throws UserError.
std::vector<Assignment> overrides_of(const CommandLine& line);

/// Reads the sweep file and reports on standard error what changes nothing in it. Throws UserError.
SweepPlan load_plan(const std::string& file, const std::vector<Assignment>& overrides);

/// Removes the bundles whose data sets are absent from `folders`, reports these sets on standard error, and
/// returns how many points each of them has. If all are absent, nothing is removed: loading them says how to
/// get them.
std::map<std::string, std::int64_t> remove_without_data(std::vector<Bundle>& bundles,
                                                        const std::vector<std::string>& folders);

/// Checks that `device` (a name as --device takes it) exists and that every bundle fits its data, and
/// describes the sweep for its journal and result file. `bundle`: the most trials of an array. Throws
/// UserError before anything is written.
SweepInfo prepare_info(const SweepPlan& plan, const std::vector<Bundle>& bundles, std::int64_t bundle,
                       const std::string& command_line, const std::string& device, DatasetStore& datasets);

}  // namespace friendly
