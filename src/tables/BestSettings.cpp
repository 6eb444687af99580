#include "results/Tables.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <unordered_map>

#include "results/TextTable.hpp"
#include "trial/Hyperparameters.hpp"

namespace friendly {
namespace {

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// Standard deviation of a sample (n - 1); NaN for a single value.
double sample_deviation(const std::vector<double>& values) {
  double squares = 0;
  for (double value : values) squares += std::pow(value - mean(values), 2);
  return values.size() > 1 ? std::sqrt(squares / static_cast<double>(values.size() - 1)) : kUnset;
}

// Trials that differ in their run only, and the errors in percent of those that count.
struct Setting {
  TrialSpec spec;
  std::vector<double> val_errors, test_errors;
};

// The values of all hyperparameters but the run, as text.
std::string setting_name(const TrialSpec& spec) {
  std::string name;
  for (const auto& row : hyperparameters())
    if (row.name != "run") name += row.name + "=" + value_text(row, spec) + "\n";
  return name;
}

// Trials of the same dataset, classifier and method, by setting in order of appearance.
class Group {
 public:
  explicit Group(const TrialSpec& spec) : spec_(spec) {}

  void add(const TrialRow& row) {
    const TrialSpec spec = canonical(row.trial.spec);
    const auto [place, is_new] = places_.try_emplace(setting_name(spec), settings_.size());
    if (is_new) settings_.push_back({spec, {}, {}});
    if (row.result.status != status::kDone) {
      ++left_out_[row.result.status];
    } else if (row.result.best_epoch < 0) {
      ++left_out_["without an epoch after simplification"];
    } else {
      settings_[place->second].val_errors.push_back(100 * (1 - row.result.best_val_acc));
      settings_[place->second].test_errors.push_back(100 * (1 - row.result.best_test_acc));
    }
  }

  // The setting to report, or null if no trial counts. One with fewer runs than others does not compete.
  const Setting* best() const {
    std::size_t most = 1;
    for (const Setting& setting : settings_) most = std::max(most, setting.val_errors.size());
    const Setting* best = nullptr;
    for (const Setting& setting : settings_)
      if (setting.val_errors.size() == most &&
          (best == nullptr || mean(setting.val_errors) < mean(best->val_errors)))
        best = &setting;
    return best;
  }

  // Those hyperparameters of `setting` that are not the same throughout the group: "ratio_simp=0.5 …".
  std::string varying_values(const Setting& setting) const {
    std::vector<std::string> words;
    for (const auto& row : hyperparameters()) {
      const std::string value = value_text(row, setting.spec);
      const auto differs = [&](const Setting& other) { return value_text(row, other.spec) != value; };
      if (row.name != "run" && std::any_of(settings_.begin(), settings_.end(), differs))
        words.push_back(row.name + "=" + value);
    }
    return fmt::format("{}", fmt::join(words, " "));
  }

  const TrialSpec& spec() const { return spec_; }
  const std::map<std::string, int>& left_out() const { return left_out_; }

 private:
  TrialSpec spec_;
  std::vector<Setting> settings_;
  std::unordered_map<std::string, std::size_t> places_;
  std::map<std::string, int> left_out_;
};

std::vector<Group> make_groups(const std::vector<TrialRow>& rows) {
  std::vector<Group> groups;
  std::map<std::vector<std::string>, std::size_t> places;
  for (const TrialRow& row : rows) {
    const TrialSpec& spec = row.trial.spec;
    const auto [place, is_new] = places.try_emplace({spec.dataset, spec.arch, spec.method}, groups.size());
    if (is_new) groups.emplace_back(spec);
    groups[place->second].add(row);
  }
  return groups;
}

std::string percent_text(double value) {
  return std::isnan(value) ? "–" : fmt::format("{:.2f}", value);
}

TextTable table_for_people(const std::vector<Group>& groups) {
  TextTable table;
  table.columns = {
      {"dataset"},    {"arch"},        {"method"}, {"test error %", true}, {"val. error %", true},
      {"runs", true}, {"best setting"}};
  for (const Group& group : groups) {
    std::vector<std::string> cells = {group.spec().dataset, group.spec().arch, group.spec().method};
    if (const Setting* best = group.best())
      cells.insert(cells.end(), {percent_text(mean(best->test_errors)) + " ± " +
                                     percent_text(sample_deviation(best->test_errors)),
                                 percent_text(mean(best->val_errors)),
                                 std::to_string(best->test_errors.size()), group.varying_values(*best)});
    else
      cells.insert(cells.end(), {"–", "–", "0", "–"});
    table.rows.push_back(std::move(cells));
  }
  return table;
}

int count_left_out(const Group& group) {
  int count = 0;
  for (const auto& [reason, trials] : group.left_out()) count += trials;
  return count;
}

// Numbers in full, what is missing is an empty cell.
TextTable table_for_programs(const std::vector<Group>& groups) {
  TextTable table;
  table.columns = {{"dataset"},   {"arch"}, {"method"},   {"test_error"},  {"test_error_std"},
                   {"val_error"}, {"runs"}, {"left_out"}, {"best_setting"}};
  const auto number = [](double value) { return std::isnan(value) ? "" : fmt::format("{}", value); };
  for (const Group& group : groups) {
    const Setting* best = group.best();
    const Setting nothing;
    const Setting& shown = best != nullptr ? *best : nothing;
    table.rows.push_back({group.spec().dataset, group.spec().arch, group.spec().method,
                          number(mean(shown.test_errors)), number(sample_deviation(shown.test_errors)),
                          number(mean(shown.val_errors)), std::to_string(shown.test_errors.size()),
                          std::to_string(count_left_out(group)),
                          best != nullptr ? group.varying_values(shown) : ""});
  }
  return table;
}

// "Left out: fashion ff nft: 2 diverged, 1 failed", or nothing.
std::string remark(const std::vector<Group>& groups) {
  std::vector<std::string> parts;
  for (const Group& group : groups) {
    if (group.left_out().empty()) continue;
    std::vector<std::string> counts;
    for (const auto& [reason, trials] : group.left_out())
      counts.push_back(fmt::format("{} {}", trials, reason));
    parts.push_back(fmt::format("{} {} {}: {}", group.spec().dataset, group.spec().arch, group.spec().method,
                                fmt::join(counts, ", ")));
  }
  return parts.empty() ? "" : fmt::format("Trials left out: {}.", fmt::join(parts, "; "));
}

}  // namespace

std::string best_settings_table(const ResultSet& results, TableFormat format) {
  const std::vector<Group> groups = make_groups(results.rows);
  if (format == TableFormat::csv) return to_csv(table_for_programs(groups));
  const bool is_latex = format == TableFormat::latex;
  const TextTable table = table_for_people(groups);
  std::string text = is_latex ? to_latex(table) : to_markdown(table);
  const std::string line = remark(groups);
  if (!line.empty()) text += (is_latex ? "\n\\smallskip\\noindent " + latex_text(line) : "\n" + line) + "\n";
  return text;
}

}  // namespace friendly
