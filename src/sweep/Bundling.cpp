#include "sweep/Bundle.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <unordered_map>

#include "core/Check.hpp"
#include "trial/Hyperparameters.hpp"

namespace friendly {
namespace {

// What an array holds as a vector over its replicas (DESIGN.md, "an array of trials").
bool may_differ(const std::string& name) {
  static const std::set<std::string> names = {
      "run",        "lr_clf",    "weight_decay_clf", "lr_factor_clf",
      "ratio_simp", "scaling",   "lr_simp",          "weight_decay_simp",
      "beta_simp",  "step_simp", "conf_thres"};
  return names.count(name) > 0;
}

std::vector<const Hyperparameter*> rows_of_shape() {
  std::vector<const Hyperparameter*> rows;
  for (const Hyperparameter& row : hyperparameters())
    if (!may_differ(row.name)) rows.push_back(&row);
  return rows;
}

std::string shape_part(const Hyperparameter& row, const TrialSpec& spec) {
  // FT's inner iterations are masked per example; NFT's passes are the loop itself.
  if (row.name == "iterations_simp" && spec.method == "ft") return "";
  // Replicas leave the passes at thresholds of their own, but all of them are evaluated after each pass.
  if (row.name == "acc_thres") return std::isnan(spec.acc_thres) ? "none" : "set";
  return value_text(row, spec);
}

}  // namespace

std::string shape_of(const TrialSpec& spec) {
  static const std::vector<const Hyperparameter*> rows = rows_of_shape();
  std::string shape;
  for (const Hyperparameter* row : rows) {
    if (!is_used(*row, spec)) continue;
    shape += row->name;
    shape += '=';
    shape += shape_part(*row, spec);
    shape += ' ';
  }
  return shape;
}

std::vector<Bundle> make_bundles(std::vector<Trial> trials, std::int64_t capacity) {
  FRIENDLY_CHECK(capacity > 0, "a bundle holds at least one trial");
  std::unordered_map<std::string, std::size_t> place_of_shape;
  std::vector<std::vector<std::size_t>> groups;  // positions of trials, which are large
  for (std::size_t i = 0; i < trials.size(); ++i) {
    const auto place = place_of_shape.emplace(shape_of(trials[i].spec), groups.size());
    if (place.second) groups.emplace_back();
    groups[place.first->second].push_back(i);
  }
  const auto by_run = [&](std::size_t a, std::size_t b) { return trials[a].spec.run < trials[b].spec.run; };
  const auto most = static_cast<std::size_t>(capacity);
  std::vector<Bundle> bundles;
  for (auto& group : groups) {
    std::stable_sort(group.begin(), group.end(), by_run);
    const std::size_t count = (group.size() + most - 1) / most;
    for (std::size_t i = 0, next = 0; i < count; ++i) {
      bundles.push_back({static_cast<std::int64_t>(bundles.size()) + 1, {}});
      const std::size_t size = group.size() / count + (i < group.size() % count ? 1 : 0);
      bundles.back().trials.reserve(size);
      for (const std::size_t end = next + size; next < end; ++next)
        bundles.back().trials.push_back(std::move(trials[group[next]]));
    }
  }
  return bundles;
}

std::vector<Bundle> unfinished(std::vector<Bundle> bundles, const std::unordered_set<std::string>& finished) {
  const auto is_finished = [&](const Trial& trial) { return finished.count(trial.key) > 0; };
  const auto is_over = [&](const Bundle& bundle) {
    return std::all_of(bundle.trials.begin(), bundle.trials.end(), is_finished);
  };
  bundles.erase(std::remove_if(bundles.begin(), bundles.end(), is_over), bundles.end());
  return bundles;
}

nlohmann::json to_json(const Bundle& bundle) {
  auto trials = nlohmann::json::array();
  for (const Trial& trial : bundle.trials)
    trials.push_back({{"key", trial.key}, {"grid", trial.grid}, {"spec", to_json(trial.spec)}});
  return {{"id", bundle.id}, {"trials", trials}};
}

Bundle bundle_from_json(const nlohmann::json& object) {
  Bundle bundle{object.at("id"), {}};
  for (const auto& trial : object.at("trials"))
    bundle.trials.push_back({trial.at("key"), trial.at("grid"), spec_from_json(trial.at("spec"))});
  return bundle;
}

}  // namespace friendly
