#pragma once
#include <map>
#include <string>
#include <vector>

#include "config/CommandLine.hpp"
#include "config/SweepFile.hpp"
#include "dataset/DatasetStore.hpp"
#include "results/ResultSet.hpp"
#include "sweep/Forecast.hpp"
#include "trial/Bundle.hpp"

namespace friendly {

/// The most trials that an array holds unless --bundle says otherwise.
inline constexpr std::int64_t kDefaultBundle = 8;

/// Declares --set.
void add_set_option(CommandLine& line);

/// The values that a parsed `line` sets. Throws UserError.
std::vector<Assignment> overrides_of(const CommandLine& line);

/// Declares --add and --retry, which say how a sweep goes on.
void add_resuming_options(CommandLine& line);

/// Whether a parsed `line` has --retry failed. Throws UserError for any other --retry.
bool retries_failed(const CommandLine& line);

/// Reads the sweep file and reports on standard error what changes nothing in it. Throws UserError.
SweepPlan load_plan(const std::string& file, const std::vector<Assignment>& overrides);

/// What is known of a sweep before anything is checked or trained.
SweepInfo describe(const SweepPlan& plan, std::int64_t bundle);

/// The trials of a sweep in bundles of at most `capacity`.
struct SweepBundles {
  std::vector<Bundle> plain;  ///< of the trials that do not race
  RacesAhead races;           ///< the others, from the first rung on
  /// By name of a data set that is absent: the number of its points, which are in neither.
  std::map<std::string, std::int64_t> points_without_data;

  std::vector<Bundle> all() const;
};

/// Bundles the trials of `plan`, as far as their data sets are in `folders`, and reports the absent ones on
/// standard error. If all are absent, nothing is left out: loading them says how to get them.
SweepBundles bundle_trials(const SweepPlan& plan, std::int64_t capacity,
                           const std::vector<std::string>& folders);

/// Checks that `device` (a name as --device takes it) exists and that every bundle fits its data, and
/// describes the sweep for its journal and result file. `bundle`: the most trials of an array. Throws
/// UserError before anything is written.
SweepInfo prepare_info(const SweepPlan& plan, const std::vector<Bundle>& bundles, std::int64_t bundle,
                       const std::string& command_line, const std::string& device, DatasetStore& datasets);

}  // namespace friendly
