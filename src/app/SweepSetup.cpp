#include "app/SweepSetup.hpp"

#include <fmt/format.h>
#include <torch/version.h>

#include <algorithm>
#include <iostream>

#include "comm/Mpi.hpp"
#include "core/Error.hpp"
#include "core/TerminalText.hpp"
#include "dataset/Catalogue.hpp"
#include "dataset/Inventory.hpp"
#include "sweep/Bundling.hpp"
#include "system/BlasKernels.hpp"
#include "system/Device.hpp"
#include "train/BundleCheck.hpp"

namespace friendly {
namespace {

// By name of the data set. Empty if all are absent.
std::map<std::string, std::int64_t> absent_points(const std::vector<Trial>& trials,
                                                  const std::vector<std::string>& folders) {
  std::map<std::string, std::int64_t> points;
  for (const Trial& trial : trials) ++points[trial.spec.dataset];
  std::map<std::string, std::int64_t> absent;
  for (const auto& [name, count] : points)
    if (state_of(dataset_info(name), folders).presence == Presence::absent) absent[name] = count;
  if (absent.size() == points.size()) return {};
  for (const auto& [name, count] : absent)
    std::cerr << fmt::format("no data: {} for {}; `friendly data list` says how to get it\n", name,
                             counted(count, "point"));
  return absent;
}

}  // namespace

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

void add_resuming_options(CommandLine& line) {
  line.option("retry", "failed", "retrain trials that failed, diverged or crashed");
  line.flag("add",
            "resume although the sweep file has changed: new points are trained, and rows of points that are "
            "gone stay in the journal only");
  line.offer("retry", {"failed"});
}

bool retries_failed(const CommandLine& line) {
  if (line.has("retry") && line.get("retry") != "failed")
    throw UserError(fmt::format("command line: --retry {} is not possible", line.get("retry")),
                    "only failed trials can be trained again", "write --retry failed");
  return line.has("retry");
}

SweepInfo describe(const SweepPlan& plan, std::int64_t bundle) {
  std::vector<std::string> races;
  for (const Race& race : plan.races) races.push_back(race.id);
  SweepInfo info = describe_sweep(plan.trials, bundle, races);
  info.sweep_file = plan.file;
  info.sweep_text = plan.text;
  info.overrides = plan.overrides;
  return info;
}

std::vector<Bundle> SweepBundles::all() const {
  std::vector<Bundle> bundles = plain;
  bundles.insert(bundles.end(), races.bundles.begin(), races.bundles.end());
  return bundles;
}

SweepBundles bundle_trials(const SweepPlan& plan, std::int64_t capacity,
                           const std::vector<std::string>& folders) {
  const auto absent = absent_points(plan.trials, folders);
  // Ids do not depend on which data are there.
  Racing racing(plan.races, plan.trials, capacity, static_cast<std::int64_t>(plan.trials.size()));
  racing.races.call_off(
      [&](const std::string& key) { return absent.count(racing.trial(key).spec.dataset) > 0; });
  std::vector<Trial> plain, raced;
  for (const Trial& trial : plan.trials) (racing.has(trial.key) ? raced : plain).push_back(trial);
  const auto with_data = [&](std::vector<Trial> trials) {
    auto bundles = make_bundles(std::move(trials), capacity);
    bundles.erase(std::remove_if(bundles.begin(), bundles.end(),
                                 [&](const Bundle& bundle) {
                                   return absent.count(bundle.trials.front().spec.dataset) > 0;
                                 }),
                  bundles.end());
    return bundles;
  };
  return {with_data(std::move(plain)), {std::move(racing), with_data(std::move(raced))}, absent};
}

SweepPlan load_plan(const std::string& file, const std::vector<Assignment>& overrides) {
  SweepPlan plan = read_sweep_file(file, dataset_names(), overrides);
  for (const std::string& notice : plan.notices) std::cerr << notice << "\n";
  return plan;
}

SweepInfo prepare_info(const SweepPlan& plan, const std::vector<Bundle>& bundles, std::int64_t bundle,
                       const std::string& command_line, const std::string& device, DatasetStore& datasets) {
  SweepInfo info = describe(plan, bundle);
  info.libtorch = TORCH_VERSION;
  info.blas = blas_kernels();
  info.mpi = mpi_version();
  info.devices = device_name(choose_device(device, {}, 0, count_gpus()));
  info.command_line = command_line;
  DatasetProvenance provenance = check_bundles(bundles, datasets);  // last, since it loads the data
  info.dataset_checksums = std::move(provenance.checksums);
  info.dataset_origins = std::move(provenance.origins);
  return info;
}

}  // namespace friendly
