#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "trial/TrialResult.hpp"
#include "trial/TrialSpec.hpp"

namespace friendly {

/// Version of what journal and result file look like; another one is refused.
inline constexpr std::int64_t kSchemaVersion = 1;

/// What made a sweep: the header of its journal and the root attributes of its result file.
struct SweepInfo {
  std::int64_t schema_version = kSchemaVersion;
  std::string program_version;
  std::string program_commit;
  std::string compiler;
  std::string libtorch;
  std::string mpi;
  std::string devices;        ///< CUDA's version and the names of the GPUs, or "cpu"
  std::string command_line;   ///< as typed
  std::string sweep_file;     ///< its name
  std::string sweep_text;     ///< its content
  std::int64_t points = 0;    ///< trials of the whole sweep, finished or not
  std::int64_t bundle = 0;    ///< trials of one array, at most
  std::string points_digest;  ///< tells sweeps apart: a digest of the keys of all points
  std::map<std::string, std::string> dataset_checksums;  ///< SHA-256 by name of the data set
};

/// A finished trial.
struct TrialRow {
  Trial trial;
  TrialResult result;
  std::vector<EpochRecord> epochs;
};

/// All that a result file holds. Rows keep the order in which they were given; who wants equal files from
/// equal sweeps sorts them by the sweep's order of points first.
struct ResultSet {
  SweepInfo info;
  std::vector<TrialRow> rows;
};

/// `info` as a JSON object with a member per field; the checksums are an object of their own.
nlohmann::json to_json(const SweepInfo& info);

/// The SweepInfo that to_json() wrote. Throws UserError naming a missing field, and for another schema
/// version.
SweepInfo info_from_json(const nlohmann::json& object);

/// Identity of a trial as a list of fields: the first columns of /trials.
const std::vector<Field<Trial>>& identity_fields();

}  // namespace friendly
