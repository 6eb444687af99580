#include "trial/Bundle.hpp"

#include <cmath>

#include "trial/Hyperparameters.hpp"

namespace friendly {
namespace {

std::vector<const Hyperparameter*> rows_of_shape() {
  std::vector<const Hyperparameter*> rows;
  for (const Hyperparameter& row : hyperparameters())
    if (!row.varies_in_array) rows.push_back(&row);
  return rows;
}

std::string shape_part(const Hyperparameter& row, const TrialSpec& spec) {
  // FT masks its inner iterations per example; NFT's passes are a loop over the whole array.
  if (row.name == "iterations_simp" && spec.method == "ft") return "";
  // Each replica ends its passes at its own threshold, but all of them are evaluated after each pass.
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

nlohmann::json to_json(const Bundle& bundle) {
  auto trials = nlohmann::json::array();
  for (const Trial& trial : bundle.trials)
    trials.push_back({{"key", trial.key}, {"grid", trial.grid}, {"spec", to_json(trial.spec)}});
  return {{"id", bundle.id},
          {"trials", trials},
          {"epochs", bundle.epochs},
          {"trained_before", bundle.trained_before}};
}

Bundle bundle_from_json(const nlohmann::json& object) {
  Bundle bundle{object.at("id"), {}, object.at("epochs"), object.at("trained_before")};
  for (const auto& trial : object.at("trials"))
    bundle.trials.push_back({trial.at("key"), trial.at("grid"), spec_from_json(trial.at("spec"))});
  return bundle;
}

}  // namespace friendly
