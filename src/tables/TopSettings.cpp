#include "tables/TopSettings.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tables/GroupNames.hpp"
#include "tables/NumberText.hpp"
#include "tables/RecordTable.hpp"
#include "tables/Selection.hpp"
#include "tables/Statistics.hpp"

namespace friendly {
namespace {

/// One line of the table.
struct Line {
  std::vector<std::string> names;
  std::size_t rank = 0, settings = 0;
  Selection selection;
  std::string values, key;
};

RecordTable table_for_programs(const std::vector<const Hyperparameter*>& naming,
                               const std::vector<Line>& lines) {
  RecordTable table;
  for (const Hyperparameter* row : naming) table.columns.push_back(row->name);
  for (const char* title : {"rank", "settings", "test_error", "test_error_std", "val_error", "val_error_std",
                            "runs", "setting", "key"})
    table.columns.emplace_back(title);
  for (const Line& line : lines) {
    std::vector<nlohmann::json> values(line.names.begin(), line.names.end());
    const Selection& one = line.selection;
    for (const nlohmann::json& value : std::initializer_list<nlohmann::json>{
             line.rank, line.settings, mean(one.test_errors), sample_deviation(one.test_errors),
             mean(one.valid_errors), sample_deviation(one.valid_errors), one.test_errors.size(), line.values,
             line.key})
      values.push_back(value);
    add_record(table, std::move(values));
  }
  return table;
}

TextTable table_for_people(const std::vector<const Hyperparameter*>& naming, const std::vector<Line>& lines) {
  TextTable table;
  for (const Hyperparameter* row : naming) table.columns.push_back({row->name});
  for (const TextTable::Column& column : std::vector<TextTable::Column>{{"rank", true},
                                                                        {"test error %", true},
                                                                        {"val. error %", true},
                                                                        {"runs", true},
                                                                        {"setting"},
                                                                        {"key"}})
    table.columns.push_back(column);
  std::size_t previous = 1;
  for (const Line& line : lines) {
    // Groups of one line need no rules.
    const bool is_first = line.rank == 1 && !table.rows.empty();
    if (is_first && (line.settings > 1 || previous > 1)) table.rules.insert(table.rows.size());
    previous = line.settings;
    std::vector<TextTable::Cell> cells(line.names.begin(), line.names.end());
    const Selection& one = line.selection;
    for (const std::string& text :
         {fmt::format("{} of {}", line.rank, line.settings), spread_text(one.test_errors),
          spread_text(one.valid_errors), std::to_string(one.test_errors.size()), line.values, line.key})
      cells.emplace_back(text);
    table.rows.push_back(std::move(cells));
  }
  return table;
}

}  // namespace

std::string top_settings_table(const ResultSet& results, std::size_t most, TableFormat format) {
  const std::vector<Group> groups = group_rows(results.rows);
  const auto naming = naming_hyperparameters(groups);
  std::vector<Line> lines;
  for (const Group& group : groups) {
    const auto ranked = rank_settings(group);
    for (std::size_t i = 0; i < std::min(most, ranked.size()); ++i)
      lines.push_back({names_of(group, naming, "–"), i + 1, ranked.size(), ranked[i],
                       varying_values(group, ranked[i].setting->spec),
                       results.rows[ranked[i].rows.front()].trial.key});
  }
  if (is_for_programs(format)) return record_text(table_for_programs(naming, lines), format);
  return with_remarks(table_for_people(naming, lines), {}, format);
}

}  // namespace friendly
