#include "app/SweepSetup.hpp"

#include <fmt/format.h>
#include <torch/version.h>

#include <iostream>
#include <map>
#include <tuple>

#include "comm/Mpi.hpp"
#include "core/BuildInfo.hpp"
#include "core/Digest.hpp"
#include "core/Error.hpp"
#include "dataset/Registry.hpp"
#include "train/TrialArray.hpp"

namespace friendly {

SweepPlan load_plan(const std::string& file) {
  SweepPlan plan = read_sweep_file(file, dataset_names());
  if (plan.merged > 0)
    std::cerr << fmt::format("{}: {} points train the same as another and were merged\n", file, plan.merged);
  return plan;
}

void check_bundles(const std::vector<Bundle>& bundles, DatasetStore& datasets, SweepInfo& info) {
  for (const Bundle& bundle : bundles) {
    const auto data = datasets.get(bundle.trials.front().spec);
    info.dataset_checksums[data->name] = data->checksum;
    info.dataset_origins[data->name] = data->origin;
    for (const Trial& trial : bundle.trials) {
      try {
        check_trainable(trial.spec, *data);
      } catch (const UserError& error) {
        throw error.at(fmt::format("grid \"{}\"", trial.grid));
      }
    }
  }
}

SweepInfo make_info(const SweepPlan& plan, std::int64_t bundle, const std::string& command_line,
                    const std::string& devices) {
  SweepInfo info;
  info.program_version = program_version();
  info.program_commit = program_commit();
  info.compiler = compiler_name();
  info.libtorch = TORCH_VERSION;
  info.mpi = mpi_version();
  info.devices = devices;
  info.command_line = command_line;
  info.sweep_file = plan.file;
  info.sweep_text = plan.text;
  info.bundle = bundle;
  info.points = static_cast<std::int64_t>(plan.trials.size());
  std::string identity = fmt::format("bundle {}\n", bundle);
  for (const Trial& trial : plan.trials) identity += trial.key + "\n";
  info.points_digest = sha256(identity);
  return info;
}

std::vector<MeasuredArray> measured_arrays(const std::vector<TrialRow>& rows) {
  std::map<std::tuple<std::int64_t, std::int64_t, double>, MeasuredArray> arrays;
  for (const TrialRow& row : rows) {
    const TrialResult& result = row.result;
    if (result.status != status::kDone) continue;
    MeasuredArray& array = arrays[{result.bundle, result.rank, result.start}];
    array.bundle.id = result.bundle;
    array.bundle.trials.push_back(row.trial);
    array.seconds = result.seconds;
    array.replicas = result.replicas;
    array.memory = result.memory;
  }
  std::vector<MeasuredArray> measured;
  for (auto& [identity, array] : arrays) measured.push_back(std::move(array));
  return measured;
}

}  // namespace friendly
