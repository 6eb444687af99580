#include "config/TrialOptions.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/Error.hpp"
#include "core/Suggest.hpp"
#include "trial/Hyperparameters.hpp"

namespace friendly {
namespace {

std::string help_text(const Hyperparameter& row) {
  const TrialSpec defaults;
  std::string text = fmt::format("{} [{}]", purpose_text(row), value_range_text(row));
  if (!row.unit.empty()) text += fmt::format(" ({})", row.unit);
  return text + fmt::format("; default {}", value_text(row, defaults));
}

// Values worth completing: words, but no numbers.
std::vector<std::string> offers(const Hyperparameter& row) {
  if (std::holds_alternative<bool TrialSpec::*>(row.member)) return {"true", "false"};
  if (row.optional) return {"none"};
  return row.choices;
}

}  // namespace

void add_trial_options(CommandLine& line) {
  for (const Hyperparameter& row : hyperparameters()) {
    line.option(row.name, "VALUE", help_text(row));
    line.offer(row.name, offers(row));
  }
  line.suggest(hyperparameter_aliases());
}

TrialSpec trial_from_options(const CommandLine& line, const std::vector<std::string>& datasets) {
  const std::string where = "command line";
  TrialSpec given;
  const auto apply = [&](TrialSpec& spec) {
    for (const Hyperparameter& row : hyperparameters())
      if (line.has(row.name)) set_value(spec, row, parse_value(row, line.get(row.name)), where);
  };
  apply(given);
  TrialSpec spec = default_spec(given.method, given.arch);
  apply(spec);
  check_dataset_name(spec.dataset, datasets, where);
  return canonical(spec);
}

std::string options_text(const TrialSpec& spec) {
  const TrialSpec defaults = default_spec(spec.method, spec.arch);
  std::vector<std::string> words;
  for (const Hyperparameter& row : hyperparameters()) {
    std::string value = value_text(row, spec);
    const bool is_named = row.name == "method" || row.name == "arch" || row.name == "dataset";
    if (!is_used(row, spec) || (!is_named && value == value_text(row, defaults))) continue;
    if (value.front() == '[') value = value.substr(1, value.size() - 2);  // a pattern to a shell
    words.push_back(fmt::format("--{} {}", row.name, value));
  }
  return fmt::format("{}", fmt::join(words, " "));
}

std::vector<std::string> idle_options(const CommandLine& line, const TrialSpec& spec) {
  std::vector<std::string> notices;
  for (const Hyperparameter& row : hyperparameters())
    if (line.has(row.name) && !is_used(row, spec))
      notices.push_back(fmt::format("command line: --{} changes nothing ({})", row.name, purpose_text(row)));
  return notices;
}

void check_dataset_name(const std::string& name, const std::vector<std::string>& datasets,
                        const std::string& where) {
  if (std::find(datasets.begin(), datasets.end(), name) != datasets.end()) return;
  throw UserError(fmt::format("{}: there is no data set \"{}\"", where, name), unknown_name(name, datasets),
                  "use one of " + alternatives(datasets));
}

}  // namespace friendly
