#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "trial/TrialResult.hpp"
#include "trial/TrialSpec.hpp"

namespace friendly {

/// Version of the layout of journal and result file. A program reads any version up to its own.
inline constexpr std::int64_t kSchemaVersion = 1;

/// Where a sweep's results come from: the header of its journal and the root attributes of its result file.
struct SweepInfo {
  std::int64_t schema_version = kSchemaVersion;
  std::string program_version;
  std::string program_commit;
  std::string compiler;
  std::string libtorch;
  std::string blas;  ///< OpenBLAS's kernels, on which rounding depends
  std::string mpi;
  std::string devices;        ///< CUDA's version and the names of the GPUs, or "cpu"
  std::string command_line;   ///< as typed
  std::string sweep_file;     ///< its name
  std::string sweep_text;     ///< its content, with the files that it includes
  std::string overrides;      ///< values that --set put in place of its own, as lines of a sweep file
  std::int64_t points = 0;    ///< trials of the whole sweep, finished or not
  std::int64_t bundle = 0;    ///< most trials in one array
  std::string points_digest;  ///< identifies the sweep: digest of the bundle size, all keys and races
  std::map<std::string, std::string> dataset_checksums;     ///< SHA-256 by name of the data set
  std::map<std::string, std::string> dataset_origins;       ///< as text: whose files, or generated how
  std::map<std::string, std::int64_t> points_without_data;  ///< by name of a data set that was absent
};

/// A finished trial.
struct TrialRow {
  Trial trial;
  TrialResult result;
  std::vector<EpochRecord> epochs;
  ExampleLog log = {};
};

/// All that a result file holds. Rows keep the order in which they were given; sort them by the sweep's order
/// of points to get equal files from equal sweeps.
struct ResultSet {
  SweepInfo info;
  std::vector<TrialRow> rows;
};

/// How many of the sweep's points have neither a row nor an absent data set.
std::int64_t unfinished_trials(const ResultSet& results);

/// The SweepInfo of a sweep of `trials` in bundles of at most `bundle`: what distinguishes it from other
/// sweeps, and the versions of program and compiler. `races`: the identities of its races. The caller fills
/// in the rest.
SweepInfo describe_sweep(const std::vector<Trial>& trials, std::int64_t bundle,
                         const std::vector<std::string>& races = {});

/// `info` as a JSON object with a member per field; checksums, origins and points without data are
/// objects of their own.
nlohmann::json to_json(const SweepInfo& info);

/// The SweepInfo that to_json() wrote; what an earlier version did not write is empty. Throws UserError
/// naming a field of another type, and for a newer schema version.
SweepInfo info_from_json(const nlohmann::json& object);

/// The fields that identify a trial: the first columns of /trials.
const std::vector<Field<Trial>>& identity_fields();

}  // namespace friendly
