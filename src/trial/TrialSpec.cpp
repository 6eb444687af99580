#include "trial/TrialSpec.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>

#include "core/Digest.hpp"
#include "trial/Hyperparameters.hpp"

namespace friendly {
namespace {

std::vector<const Hyperparameter*> rows_by_name() {
  std::vector<const Hyperparameter*> rows;
  for (const Hyperparameter& row : hyperparameters()) rows.push_back(&row);
  std::sort(rows.begin(), rows.end(), [](const auto* a, const auto* b) { return a->name < b->name; });
  return rows;
}

void append_json(const std::string& word, std::string& text) {
  const auto is_plain = [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_' || c == '-' || c == '+';
  };
  if (!std::all_of(word.begin(), word.end(), is_plain)) {
    text += nlohmann::json(word).dump();
    return;
  }
  text += '"';
  text += word;
  text += '"';
}
void append_json(std::int64_t number, std::string& text) {
  text += std::to_string(number);
}
void append_json(double number, std::string& text) {
  if (!std::isfinite(number)) {
    text += real_to_json(number).dump();
    return;
  }
  char digits[64];  // the size that the JSON library itself uses
  text.append(digits, nlohmann::detail::to_chars(digits, digits + sizeof digits, number));
}
void append_json(bool value, std::string& text) {
  text += value ? "true" : "false";
}
void append_json(const IntList& list, std::string& text) {
  text += list.empty() ? "[]" : nlohmann::json(list).dump();
}

// The text of to_json(spec).dump() without what is_in_key() leaves out. No JSON object is built for it, as a
// sweep may have a million points.
std::string key_text(const TrialSpec& spec) {
  static const std::vector<const Hyperparameter*> rows = rows_by_name();
  std::string text;
  text.reserve(1000);
  for (const Hyperparameter* row : rows) {
    if (!is_in_key(*row, spec)) continue;
    text += text.empty() ? "{\"" : ",\"";
    text += row->name;
    text += "\":";
    std::visit([&](auto member) { append_json(spec.*member, text); }, row->member);
  }
  text += '}';
  return text;
}

}  // namespace

TrialSpec default_spec(const std::string& method, const std::string& arch) {
  TrialSpec spec;
  spec.method = method;
  spec.arch = arch;
  if (method == "ct") spec.ratio_simp = 0;
  if (method == "ft") {
    spec.iterations_simp = 10;
    spec.weight_decay_clf = 1e-4;
  }
  if (arch == "resnet") {
    spec.batch_size = 128;
    spec.test_batch_size = 100;
    spec.data_augmentation = true;
    if (method != "ft") {
      spec.optim = "sgdc+adam";
      spec.cos_scheduler = "delayed";
      spec.lr_clf = 0.1;
      spec.weight_decay_clf = 5e-4;
      if (method != "ct") spec.lr_factor_clf = 0.1;
    }
  }
  return spec;
}

TrialSpec canonical(const TrialSpec& spec) {
  TrialSpec result = spec;
  const TrialSpec defaults = default_spec(spec.method, spec.arch);
  for (const Hyperparameter& hyperparameter : hyperparameters())
    if (!is_used(hyperparameter, spec))
      std::visit([&](auto member) { result.*member = defaults.*member; }, hyperparameter.member);
  return result;
}

nlohmann::json to_json(const TrialSpec& spec) {
  return record_to_json(spec, hyperparameters());
}

TrialSpec spec_from_json(const nlohmann::json& object) {
  static const std::vector<Hyperparameter> decisive = {find_hyperparameter("method", "spec_from_json"),
                                                       find_hyperparameter("arch", "spec_from_json")};
  const TrialSpec named = record_from_json<TrialSpec>(object, decisive);
  return record_from_json(object, hyperparameters(), default_spec(named.method, named.arch));
}

std::string trial_key(const TrialSpec& spec) {
  return sha256(key_text(canonical(spec))).substr(0, 16);
}

}  // namespace friendly
