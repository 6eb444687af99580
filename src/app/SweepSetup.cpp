#include "app/SweepSetup.hpp"

#include <fmt/format.h>
#include <torch/version.h>

#include <algorithm>
#include <iostream>

#include "comm/Mpi.hpp"
#include "core/TerminalText.hpp"
#include "dataset/Catalogue.hpp"
#include "dataset/Inventory.hpp"
#include "system/BlasKernels.hpp"
#include "system/Device.hpp"
#include "train/BundleCheck.hpp"

namespace friendly {

void add_set_option(CommandLine& line) {
  line.repeatable(
      "set", "NAME=VALUE",
      "use this value, or these (run=1,2,3), in all grids in place of the sweep file's; repeatable");
}

std::vector<Assignment> overrides_of(const CommandLine& line) {
  std::vector<Assignment> overrides;
  for (const std::string& text : line.get_all("set"))
    overrides.push_back(parse_assignment(text, "command line: --set"));
  return overrides;
}

std::map<std::string, std::int64_t> remove_without_data(std::vector<Bundle>& bundles,
                                                        const std::vector<std::string>& folders) {
  std::map<std::string, std::int64_t> points;
  const auto is_absent = [&](const std::string& name) {
    return state_of(dataset_info(name), folders).presence == Presence::absent;
  };
  std::map<std::string, bool> absent;
  for (const Bundle& bundle : bundles) {
    const std::string& name = bundle.trials.front().spec.dataset;
    if (absent.count(name) == 0) absent[name] = is_absent(name);
    if (absent[name]) points[name] += static_cast<std::int64_t>(bundle.trials.size());
  }
  if (points.size() == absent.size()) return {};
  for (const auto& [name, count] : points)
    std::cerr << fmt::format("no data: {} for {}; `friendly data list` says how to get it\n", name,
                             counted(count, "point"));
  const auto has_none = [&](const Bundle& bundle) { return absent[bundle.trials.front().spec.dataset]; };
  bundles.erase(std::remove_if(bundles.begin(), bundles.end(), has_none), bundles.end());
  return points;
}

SweepPlan load_plan(const std::string& file, const std::vector<Assignment>& overrides) {
  SweepPlan plan = read_sweep_file(file, dataset_names(), overrides);
  for (const std::string& notice : plan.notices) std::cerr << notice << "\n";
  return plan;
}

SweepInfo prepare_info(const SweepPlan& plan, const std::vector<Bundle>& bundles, std::int64_t bundle,
                       const std::string& command_line, const std::string& device, DatasetStore& datasets) {
  SweepInfo info = describe_sweep(plan.trials, bundle);
  info.libtorch = TORCH_VERSION;
  info.blas = blas_kernels();
  info.mpi = mpi_version();
  info.devices = device_name(choose_device(device, {}, 0, count_gpus()));
  info.command_line = command_line;
  info.sweep_file = plan.file;
  info.sweep_text = plan.text;
  info.overrides = plan.overrides;
  DatasetProvenance provenance = check_bundles(bundles, datasets);  // last, since it loads the data
  info.dataset_checksums = std::move(provenance.checksums);
  info.dataset_origins = std::move(provenance.origins);
  return info;
}

}  // namespace friendly
