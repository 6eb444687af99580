#include "tables/ResultComparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

#include "core/TerminalText.hpp"
#include "results/MergedResults.hpp"
#include "tables/GroupNames.hpp"
#include "tables/NumberText.hpp"
#include "tables/RecordTable.hpp"
#include "tables/Selection.hpp"
#include "tables/Statistics.hpp"

namespace friendly {
namespace {

/// An experiment in both files; a file without it has no errors.
struct Line {
  std::vector<std::string> names;
  std::vector<double> errors[2] = {};
  bool is_there[2] = {};

  double difference() const { return mean(errors[1]) - mean(errors[0]); }
  double standard_errors() const {
    double variance = 0;
    for (const auto& values : errors)
      variance += std::pow(sample_deviation(values), 2) / static_cast<double>(values.size());
    return difference() / std::sqrt(variance);
  }
};

std::string error_text(const Line& line, int side) {
  if (!line.is_there[side]) return "missing";
  const auto& values = line.errors[side];
  if (values.empty()) return "failed";
  return fmt::format("{} ({})", spread_text(values), values.size());
}

std::vector<Line> lines_of(const std::vector<Group> (&groups)[2],
                           const std::vector<const Hyperparameter*>& naming) {
  std::vector<Line> lines;
  std::map<std::vector<std::string>, std::size_t> places;
  for (const int side : {0, 1})
    for (const Group& group : groups[side]) {
      const auto names = names_of(group, naming, "–");
      const auto [place, is_new] = places.try_emplace(names, lines.size());
      if (is_new) lines.emplace_back().names = names;
      Line& line = lines[place->second];
      line.errors[side] = select_best(group).test_errors;
      line.is_there[side] = true;
    }
  return lines;
}

RecordTable table_for_programs(const std::vector<const Hyperparameter*>& naming,
                               const std::vector<Line>& lines) {
  RecordTable table;
  for (const Hyperparameter* row : naming) table.columns.push_back(row->name);
  for (const char* title : {"first", "first_std", "first_runs", "second", "second_std", "second_runs",
                            "difference", "standard_errors"})
    table.columns.emplace_back(title);
  for (const Line& line : lines) {
    std::vector<nlohmann::json> values(line.names.begin(), line.names.end());
    for (const auto& errors : line.errors) {
      values.emplace_back(mean(errors));
      values.emplace_back(sample_deviation(errors));
      values.emplace_back(errors.size());
    }
    values.emplace_back(line.difference());
    values.emplace_back(line.standard_errors());
    add_record(table, std::move(values));
  }
  return table;
}

TextTable table_for_people(const std::vector<const Hyperparameter*>& naming, const std::vector<Line>& lines) {
  TextTable table;
  for (const Hyperparameter* row : naming) table.columns.push_back({row->name});
  for (const char* title : {"first, test error %", "second, test error %", "difference", "standard errors"})
    table.columns.push_back({title, true});
  for (const Line& line : lines) {
    std::vector<TextTable::Cell> cells(line.names.begin(), line.names.end());
    for (const std::string& text :
         {error_text(line, 0), error_text(line, 1), number_text(line.difference(), "{:+.2f}"),
          number_text(line.standard_errors(), "{:+.1f}")})
      cells.emplace_back(text);
    table.rows.push_back(std::move(cells));
  }
  return table;
}

std::string common_trials(const ResultSet& first, const ResultSet& second) {
  std::unordered_map<std::string, const TrialRow*> rows;
  for (const TrialRow& row : first.rows) rows.emplace(row.trial.key, &row);
  std::size_t common = 0, different = 0;
  for (const TrialRow& row : second.rows)
    if (const auto found = rows.find(row.trial.key); found != rows.end()) {
      ++common;
      different += !report_the_same(found->second->result, row.result);
    }
  if (common == 0) return "They have no trial in common.";
  return fmt::format("Both have {} in common, {} of which differ in a reported number.",
                     counted(common, "trial"), different);
}

}  // namespace

std::string comparison_table(const ResultSet& first, const ResultSet& second, TableFormat format) {
  const std::vector<Group> groups[2] = {group_rows(first.rows), group_rows(second.rows)};
  std::vector<Group> all = groups[0];
  all.insert(all.end(), groups[1].begin(), groups[1].end());
  const auto naming = naming_hyperparameters(all);
  const auto lines = lines_of(groups, naming);
  if (is_for_programs(format)) return record_text(table_for_programs(naming, lines), format);
  const std::string convention =
      "Mean ± sample standard deviation over (runs) of the setting with the lowest mean validation error; "
      "difference: "
      "second less first, also in units of the combined standard error of both means.";
  return with_remarks(table_for_people(naming, lines), {convention, common_trials(first, second)}, format);
}

}  // namespace friendly
