#include "tables/CellTableText.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "core/TerminalText.hpp"
#include "tables/MissingTrials.hpp"
#include "tables/NumberText.hpp"
#include "tables/RecordTable.hpp"
#include "tables/Statistics.hpp"

namespace friendly {
namespace {

using State = TableCell::State;

bool is_compared(const CellTable& table) {
  return !table.request.published.empty();
}

// Errors are percentages; other metrics may have any magnitude.
std::string metric_text(const Metric& metric, double value) {
  return number_text(value, metric.better < 0 ? "{:.2f}" : "{:.4g}");
}

std::string spread_text(const Metric& metric, double middle, double deviation) {
  return metric_text(metric, middle) + " ± " + metric_text(metric, deviation);
}

std::string state_text(State state) {
  switch (state) {
    case State::unused:
      return "";
    case State::missing:
      return "missing";
    case State::no_data:
      return "no data";
    case State::failed:
      return "failed";
    case State::left:
      return "left";
    case State::value:
      return "value";
  }
  return "";
}

template <class Action>
void for_each_cell(const CellTable& table, Action action) {
  for (std::size_t i = 0; i < table.rows.size(); ++i)
    for (std::size_t j = 0; j < table.columns.size(); ++j) action(table.cells[i][j], i, j);
}

// The number of runs of most cells; the larger one of two that are equally frequent.
std::size_t usual_runs(const CellTable& table) {
  std::map<std::size_t, int> counts;
  for_each_cell(table, [&](const TableCell& cell, std::size_t, std::size_t) {
    if (cell.state == State::value) ++counts[cell.values.size()];
  });
  std::size_t usual = 0;
  for (const auto& [runs, count] : counts)
    if (usual == 0 || count >= counts[usual]) usual = runs;
  return usual;
}

std::string our_text(const Metric& metric, const TableCell& cell, std::size_t usual) {
  if (cell.state != State::value) return state_text(cell.state);
  const std::string text = spread_text(metric, mean(cell.values), sample_deviation(cell.values));
  return cell.values.size() == usual ? text : fmt::format("{} ({})", text, cell.values.size());
}

std::string difference_text(const TableCell& cell) {
  const double distance = standard_errors(cell);
  if (!std::isfinite(distance)) return cell.published ? "–" : "";
  return (distance < 0 ? "−" : "+") + fmt::format("{:.1f}", std::abs(distance));
}

// "1", or "3–27" where cells differ.
std::string settings_text(const std::vector<TableCell>& cells) {
  std::vector<std::size_t> counts;
  for (const TableCell& cell : cells)
    if (cell.state == State::value) counts.push_back(cell.settings);
  if (counts.empty()) return "–";
  const auto [least, most] = std::minmax_element(counts.begin(), counts.end());
  return *least == *most ? std::to_string(*least) : fmt::format("{}–{}", *least, *most);
}

std::string column_title(const std::vector<const Hyperparameter*>& names,
                         const std::vector<std::string>& labels) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < names.size(); ++i)
    words.push_back(names[i]->choices.empty() && names[i]->name != "dataset"
                        ? names[i]->name + "=" + labels[i]
                        : labels[i]);
  return fmt::format("{}", fmt::join(words, " "));
}

TextTable table_for_people(const CellTable& table) {
  TextTable text;
  for (const Hyperparameter* name : table.request.rows) text.columns.push_back({name->name});
  if (is_compared(table)) text.columns.push_back({""});
  for (const auto& labels : table.columns)
    text.columns.push_back({column_title(table.request.columns, labels), true});
  text.columns.push_back({"settings", true});
  const std::size_t usual = usual_runs(table);
  const Metric& metric = table.request.metric;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const auto& labels = table.rows[i];
    if (i > 0 && labels.size() > 1 && labels[0] != table.rows[i - 1][0]) text.rules.insert(text.rows.size());
    std::vector<TextTable::Cell> ours(labels.begin(), labels.end()), published(labels.size(), ""),
        difference(labels.size(), "");
    if (is_compared(table)) ours.emplace_back("ours");
    published.emplace_back("published");
    difference.emplace_back("difference");
    for (const TableCell& cell : table.cells[i]) {
      ours.emplace_back(our_text(metric, cell, usual), cell.beats_ct);
      published.emplace_back(
          cell.published ? spread_text(metric, cell.published->error, cell.published->deviation) : "");
      difference.emplace_back(difference_text(cell));
    }
    ours.emplace_back(settings_text(table.cells[i]));
    published.emplace_back("");
    difference.emplace_back("");
    text.rows.push_back(std::move(ours));
    if (!is_compared(table)) continue;
    text.rows.push_back(std::move(published));
    text.rows.push_back(std::move(difference));
  }
  return text;
}

std::string convention(const CellTable& table) {
  const Metric& metric = table.request.metric;
  std::string text = fmt::format(
      "{}: mean ± sample standard deviation over {} (another number in brackets) of the setting with the "
      "lowest "
      "mean validation error; settings: how many were compared.",
      metric.title, counted(usual_runs(table), "run"));
  if (metric.better != 0) text += " Bold: better than CT.";
  if (is_compared(table))
    text += " Difference: ours less published, in units of the combined standard error of both means.";
  return text;
}

std::string agreement_text(const CellTable& table) {
  const Agreement sum = agreement(table);
  std::string text = fmt::format(
      "Within 2 standard errors: {} of {} compared cells. Ordered as published: {} of {} pairs of methods.",
      sum.within_two, sum.compared, sum.same_order, sum.pairs);
  const std::size_t without = sum.failed + sum.no_data + sum.missing;
  text += fmt::format(" Cells without a number: {} of {}", without, sum.cells);
  return text + (without > 0 ? fmt::format(" ({} failed, {} without data, {} missing).", sum.failed,
                                           sum.no_data, sum.missing)
                             : ".");
}

// "Trials left out: ff ct convex: 1 failed; …" for what `counts` has of a cell, or nothing.
template <class Count>
std::string counts_text(const CellTable& table, const char* title,
                        std::map<std::string, Count> TableCell::*counts) {
  std::vector<std::string> parts;
  for_each_cell(table, [&](const TableCell& cell, std::size_t i, std::size_t j) {
    if ((cell.*counts).empty()) return;
    std::vector<std::string> words;
    for (const auto& [what, count] : cell.*counts) words.push_back(fmt::format("{} {}", count, what));
    parts.push_back(fmt::format("{} {}: {}", fmt::join(table.rows[i], " "), fmt::join(table.columns[j], " "),
                                fmt::join(words, ", ")));
  });
  return parts.empty() ? "" : fmt::format("{}: {}.", title, fmt::join(parts, "; "));
}

RecordTable table_for_programs(const CellTable& table) {
  RecordTable records;
  const std::string& metric = table.request.metric.name;
  for (const auto* names : {&table.request.rows, &table.request.columns})
    for (const Hyperparameter* name : *names) records.columns.push_back(name->name);
  for (const std::string& title :
       {std::string("state"), metric, metric + "_std", std::string("runs"), std::string("settings"),
        std::string("left_out"), std::string("beats_ct"), std::string("best_setting")})
    records.columns.push_back(title);
  if (is_compared(table))
    for (const char* title : {"published", "published_std", "difference", "standard_errors"})
      records.columns.push_back(title);
  for_each_cell(table, [&](const TableCell& cell, std::size_t i, std::size_t j) {
    if (cell.state == State::unused) return;
    std::vector<nlohmann::json> values(table.rows[i].begin(), table.rows[i].end());
    values.insert(values.end(), table.columns[j].begin(), table.columns[j].end());
    int left_out = 0;
    for (const auto& [reason, trials] : cell.left_out) left_out += trials;
    const double middle = mean(cell.values);
    for (const nlohmann::json& value : std::initializer_list<nlohmann::json>{
             state_text(cell.state), middle, sample_deviation(cell.values), cell.values.size(), cell.settings,
             left_out, cell.beats_ct, cell.setting})
      values.push_back(value);
    if (is_compared(table))
      for (const double value : {cell.published->error, cell.published->deviation,
                                 middle - cell.published->error, standard_errors(cell)})
        values.emplace_back(value);
    add_record(records, std::move(values));
  });
  return records;
}

std::string json_text(const CellTable& table) {
  nlohmann::ordered_json object = {{"metric", table.request.metric.name}, {"convention", convention(table)}};
  object["cells"] = to_json(table_for_programs(table));
  if (is_compared(table)) {
    const Agreement sum = agreement(table);
    object["summary"] = {{"cells", sum.cells},           {"compared", sum.compared},
                         {"within_two", sum.within_two}, {"pairs", sum.pairs},
                         {"same_order", sum.same_order}, {"failed", sum.failed},
                         {"no_data", sum.no_data},       {"missing", sum.missing}};
  }
  object["unfinished"] = table.unfinished;
  return object.dump(2) + "\n";
}

}  // namespace

std::string cell_table_text(const CellTable& table, TableFormat format) {
  if (format == TableFormat::csv) return to_csv(table_for_programs(table));
  if (format == TableFormat::json) return json_text(table);
  std::vector<std::string> remarks = {convention(table)};
  if (is_compared(table)) remarks.push_back(agreement_text(table));
  for (std::string& remark : missing_trials(table.info, table.unfinished))
    remarks.push_back(std::move(remark));
  for (const std::string& text : {counts_text(table, "Trials left out", &TableCell::left_out),
                                  counts_text(table, "Settings that left their race", &TableCell::leavers)})
    if (!text.empty()) remarks.push_back(text);
  return with_remarks(table_for_people(table), remarks, format);
}

}  // namespace friendly
