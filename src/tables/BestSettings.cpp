#include "tables/BestSettings.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>

#include "tables/GroupNames.hpp"
#include "tables/MissingTrials.hpp"
#include "tables/NumberText.hpp"
#include "tables/RecordTable.hpp"
#include "tables/Selection.hpp"
#include "tables/Statistics.hpp"

namespace friendly {
namespace {

/// What both tables and the remarks beneath them are made of.
struct Report {
  std::vector<Group> groups;
  std::vector<Selection> best;  // by group
  std::vector<const Hyperparameter*> naming;
};

Report make_report(const std::vector<TrialRow>& rows) {
  Report report;
  report.groups = group_rows(rows);
  for (const Group& group : report.groups) report.best.push_back(select_best(group));
  report.naming = naming_hyperparameters(report.groups);
  return report;
}

TextTable table_for_people(const Report& report) {
  TextTable table;
  for (const Hyperparameter* row : report.naming) table.columns.push_back({row->name});
  for (const TextTable::Column& column : std::vector<TextTable::Column>{
           {"test error %", true}, {"val. error %", true}, {"runs", true}, {"best setting"}})
    table.columns.push_back(column);
  for (std::size_t i = 0; i < report.groups.size(); ++i) {
    const Group& group = report.groups[i];
    const Selection& best = report.best[i];
    const auto names = names_of(group, report.naming, "–");
    std::vector<TextTable::Cell> cells(names.begin(), names.end());
    if (best.setting != nullptr)
      cells.insert(cells.end(),
                   {spread_text(best.test_errors), number_text(mean(best.valid_errors)),
                    std::to_string(best.test_errors.size()), varying_values(group, best.setting->spec)});
    else
      cells.insert(cells.end(), {"–", "–", "0", "–"});
    table.rows.push_back(std::move(cells));
  }
  return table;
}

int count_left_out(const Group& group) {
  int count = 0;
  for (const auto& [reason, trials] : group.left_out) count += trials;
  return count;
}

RecordTable table_for_programs(const Report& report) {
  RecordTable table;
  for (const Hyperparameter* row : report.naming) table.columns.push_back(row->name);
  for (const char* title : {"test_error", "test_error_std", "val_error", "runs", "left_out", "settings",
                            "settings_not_compared", "best_setting"})
    table.columns.emplace_back(title);
  for (std::size_t i = 0; i < report.groups.size(); ++i) {
    const Group& group = report.groups[i];
    const Selection& best = report.best[i];
    const auto names = names_of(group, report.naming, "");
    std::vector<nlohmann::json> values(names.begin(), names.end());
    for (const nlohmann::json& value : std::initializer_list<nlohmann::json>{
             mean(best.test_errors), sample_deviation(best.test_errors), mean(best.valid_errors),
             best.test_errors.size(), count_left_out(group), best.competitors, count_not_compared(group),
             best.setting != nullptr ? varying_values(group, best.setting->spec) : ""})
      values.push_back(value);
    add_record(table, std::move(values));
  }
  return table;
}

// "fashion ff nft: 2 diverged, 1 failed; fashion cnn ct: 1 failed", or nothing.
std::string listed(const Report& report,
                   const std::function<std::vector<std::string>(const Group&)>& counts_of) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < report.groups.size(); ++i)
    if (const auto counts = counts_of(report.groups[i]); !counts.empty())
      parts.push_back(fmt::format("{}: {}", fmt::join(names_of(report.groups[i], report.naming, "–"), " "),
                                  fmt::join(counts, ", ")));
  return fmt::format("{}", fmt::join(parts, "; "));
}

std::vector<std::string> remarks(const Report& report, const ResultSet& results) {
  std::vector<std::string> lines = missing_trials(results.info, unfinished_trials(results));
  const std::string left_out = listed(report, [](const Group& group) {
    std::vector<std::string> counts;
    for (const auto& [reason, trials] : group.left_out)
      counts.push_back(fmt::format("{} {}", trials, reason));
    return counts;
  });
  if (!left_out.empty()) lines.push_back(fmt::format("Trials left out: {}.", left_out));
  const std::string leavers = listed(report, [](const Group& group) {
    std::vector<std::string> counts;
    for (const auto& [place, settings] : group.leavers())
      counts.push_back(fmt::format("{} {}", settings, place));
    return counts;
  });
  if (!leavers.empty()) lines.push_back(fmt::format("Settings that left their race: {}.", leavers));
  const std::string not_compared = listed(report, [](const Group& group) -> std::vector<std::string> {
    const std::size_t count = count_not_compared(group);
    if (count == 0) return {};
    return {std::to_string(count)};
  });
  if (!not_compared.empty())
    lines.push_back(
        fmt::format("Settings not compared because they lack some of the runs: {}.", not_compared));
  return lines;
}

}  // namespace

std::string best_settings_table(const ResultSet& results, TableFormat format) {
  const Report report = make_report(results.rows);
  if (is_for_programs(format)) return record_text(table_for_programs(report), format);
  return with_remarks(table_for_people(report), remarks(report, results), format);
}

}  // namespace friendly
