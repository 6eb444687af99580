#include "app/SweepSetup.hpp"

#include <fmt/format.h>
#include <torch/version.h>

#include <algorithm>
#include <iostream>
#include <unordered_set>

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
  bundles.insert(bundles.end(), racing.begin(), racing.end());
  return bundles;
}

SweepBundles bundle_trials(const SweepPlan& plan, std::int64_t capacity,
                           const std::vector<std::string>& folders) {
  std::unordered_set<std::string> racing;
  for (const Race& race : plan.races)
    for (const Race::Contender& contender : race.contenders)
      for (const auto& keys : contender.keys) racing.insert(keys.begin(), keys.end());
  std::vector<Trial> plain_trials, racing_trials;
  for (const Trial& trial : plan.trials)
    (racing.count(trial.key) > 0 ? racing_trials : plain_trials).push_back(trial);
  SweepBundles bundles{
      make_bundles(std::move(plain_trials), capacity), make_bundles(std::move(racing_trials), capacity), {}};
  const auto absent = absent_points(plan.trials, folders);
  for (auto* list : {&bundles.plain, &bundles.racing})
    list->erase(std::remove_if(list->begin(), list->end(),
                               [&](const Bundle& bundle) {
                                 return absent.count(bundle.trials.front().spec.dataset) > 0;
                               }),
                list->end());
  bundles.points_without_data = absent;
  return bundles;
}

Racing racing_of(const SweepPlan& plan, const SweepBundles& bundles, std::int64_t capacity) {
  // Bundles that were left out for want of data keep their ids.
  Racing racing(plan.races, plan.trials, capacity, static_cast<std::int64_t>(plan.trials.size()));
  std::unordered_set<std::string> present;
  for (const Bundle& bundle : bundles.racing)
    for (const Trial& trial : bundle.trials) present.insert(trial.key);
  racing.races.call_off([&](const std::string& key) { return present.count(key) == 0; });
  return racing;
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
