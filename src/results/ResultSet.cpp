#include "results/ResultSet.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/BuildInfo.hpp"
#include "core/Digest.hpp"

namespace friendly {
namespace {

const char* const kChecksums = "dataset_checksums";
const char* const kOrigins = "dataset_origins";
const char* const kWithoutData = "points_without_data";

const std::vector<Field<SweepInfo>>& info_fields() {
  using I = SweepInfo;
  static const std::vector<Field<I>> fields = {
      {"schema_version", &I::schema_version, "version of the layout"},
      {"program_version", &I::program_version, "version of friendly"},
      {"program_commit", &I::program_commit, "commit it was built from"},
      {"compiler", &I::compiler, "compiler that built it"},
      {"libtorch", &I::libtorch, "version of LibTorch"},
      {"blas", &I::blas, "kernels of OpenBLAS on rank 0"},
      {"mpi", &I::mpi, "MPI library"},
      {"devices", &I::devices, "CUDA's version and the GPUs' names, or cpu"},
      {"command_line", &I::command_line, "as typed"},
      {"sweep_file", &I::sweep_file, "name of the sweep file"},
      {"sweep_text", &I::sweep_text, "content of the sweep file and of those that it includes"},
      {"overrides", &I::overrides, "values that --set put in place of the sweep file's"},
      {"points", &I::points, "trials of the whole sweep"},
      {"bundle", &I::bundle, "most trials in one array"},
      {"points_digest", &I::points_digest, "digest of the bundle size, the keys of all points and the races"},
  };
  return fields;
}

}  // namespace

std::int64_t unfinished_trials(const ResultSet& results) {
  std::int64_t count = results.info.points - static_cast<std::int64_t>(results.rows.size());
  for (const auto& [dataset, points] : results.info.points_without_data) count -= points;
  return std::max<std::int64_t>(0, count);
}

SweepInfo describe_sweep(const std::vector<Trial>& trials, std::int64_t bundle,
                         const std::vector<std::string>& races) {
  SweepInfo info;
  info.program_version = program_version();
  info.program_commit = program_commit();
  info.compiler = compiler_name();
  info.bundle = bundle;
  info.points = static_cast<std::int64_t>(trials.size());
  std::string identity = fmt::format("bundle {}\n", bundle);
  for (const Trial& trial : trials) identity += trial.key + "\n";
  for (const std::string& race : races) identity += fmt::format("race {}\n", race);
  info.points_digest = sha256(identity);
  return info;
}

nlohmann::json to_json(const SweepInfo& info) {
  nlohmann::json object = record_to_json(info, info_fields());
  object[kChecksums] = info.dataset_checksums;
  object[kOrigins] = info.dataset_origins;
  object[kWithoutData] = info.points_without_data;
  return object;
}

SweepInfo info_from_json(const nlohmann::json& object) {
  const std::int64_t version = object.value("schema_version", std::int64_t{0});
  if (version < 1 || version > kSchemaVersion)
    throw UserError(fmt::format("schema version {} cannot be read", version),
                    fmt::format("this version of friendly reads versions up to {}", kSchemaVersion),
                    "use the version of friendly that wrote it");
  nlohmann::json whole = to_json(SweepInfo{});
  whole.update(object);
  SweepInfo info = record_from_json<SweepInfo>(whole, info_fields());
  info.dataset_checksums = whole.at(kChecksums).get<decltype(info.dataset_checksums)>();
  info.dataset_origins = whole.at(kOrigins).get<decltype(info.dataset_origins)>();
  info.points_without_data = whole.at(kWithoutData).get<decltype(info.points_without_data)>();
  return info;
}

const std::vector<Field<Trial>>& identity_fields() {
  static const std::vector<Field<Trial>> fields = {
      {"key", &Trial::key, "identity of the trial: a hash of all its hyperparameters"},
      {"grid", &Trial::grid, "name of the grid in the sweep file; of several that have the trial, all"},
  };
  return fields;
}

}  // namespace friendly
