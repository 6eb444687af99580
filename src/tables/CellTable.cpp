#include "tables/CellTable.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "core/Error.hpp"
#include "tables/GroupNames.hpp"
#include "tables/Selection.hpp"
#include "tables/Statistics.hpp"

namespace friendly {
namespace {

using Names = std::vector<const Hyperparameter*>;
using Labels = std::vector<std::string>;
using State = TableCell::State;

std::size_t place_of(const Labels& labels, std::vector<Labels>& list) {
  const auto found = std::find(list.begin(), list.end(), labels);
  if (found != list.end()) return static_cast<std::size_t>(found - list.begin());
  list.push_back(labels);
  return list.size() - 1;
}

Labels labels_of(const PublishedCell& cell, const Names& names) {
  TrialSpec spec;
  spec.arch = cell.arch;
  spec.method = cell.method;
  spec.dataset = cell.dataset;
  Labels labels;
  for (const Hyperparameter* row : names) labels.push_back(value_text(*row, spec));
  return labels;
}

[[noreturn]] void refuse_two(const Group& one, const Group& other, const Labels& row, const Labels& column) {
  for (const auto& h : hyperparameters())
    if (h.role == Hyperparameter::Role::experiment && value_text(h, one.spec) != value_text(h, other.spec))
      throw UserError(
          fmt::format("{}, {}: more than one experiment", fmt::join(row, " "), fmt::join(column, " ")),
          fmt::format("{} is {} and {}", h.name, value_text(h, one.spec), value_text(h, other.spec)),
          fmt::format("choose one with --where {}={}, or name {} in --rows or --columns", h.name,
                      value_text(h, one.spec), h.name));
  throw UserError("a cell has more than one experiment", "they differ in nothing that can be named",
                  "report this as a fault");
}

TableCell cell_of(const Group& group, const std::vector<TrialRow>& rows, const Metric& metric) {
  TableCell cell;
  const Selection best = select_best(group);
  cell.left_out = group.left_out;
  cell.leavers = group.leavers();
  cell.settings = best.competitors;
  cell.state = best.setting != nullptr ? State::value : cell.left_out.empty() ? State::left : State::failed;
  for (const std::size_t row : best.rows) cell.values.push_back(metric.value(rows[row].result));
  if (best.setting != nullptr) cell.setting = varying_values(group, best.setting->spec);
  return cell;
}

/// Fills a table whose rows and columns grow as labels are met, unless they are the published ones.
class Filler {
 public:
  explicit Filler(const CellRequest& request) {
    table_.request = request;
    for (const PublishedCell& cell : request.published)
      at(labels_of(cell, request.rows), labels_of(cell, request.columns)).published = cell;
    if (!request.published.empty())
      for (auto& row : table_.cells)
        for (TableCell& cell : row)
          if (!cell.published) cell.state = State::unused;
  }

  void add(const Group& group, const std::vector<TrialRow>& rows) {
    const Labels row = names_of(group, table_.request.rows, "–");
    const Labels column = names_of(group, table_.request.columns, "–");
    if (!table_.request.published.empty() && !is_published(row, column)) return;
    TableCell& cell = at(row, column);
    const auto [earlier, is_first] = groups_.try_emplace({row, column}, &group);
    if (!is_first) refuse_two(*earlier->second, group, row, column);
    const auto published = cell.published;
    cell = cell_of(group, rows, table_.request.metric);
    cell.published = published;
  }

  CellTable take() { return std::move(table_); }

 private:
  TableCell& at(const Labels& row, const Labels& column) {
    const std::size_t i = place_of(row, table_.rows), j = place_of(column, table_.columns);
    table_.cells.resize(table_.rows.size());
    for (auto& cells : table_.cells) cells.resize(table_.columns.size());
    return table_.cells[i][j];
  }

  bool is_published(const Labels& row, const Labels& column) const {
    return std::any_of(table_.request.published.begin(), table_.request.published.end(),
                       [&](const PublishedCell& cell) {
                         return labels_of(cell, table_.request.rows) == row &&
                                labels_of(cell, table_.request.columns) == column;
                       });
  }

  CellTable table_;
  std::map<std::pair<Labels, Labels>, const Group*> groups_;
};

// The value of `name` among the labels of a cell's row or column; null if it is not among their names.
std::string* label_called(const std::string& name, const CellRequest& request, Labels& row, Labels& column) {
  for (const auto& [names, labels] : {std::pair{&request.rows, &row}, {&request.columns, &column}})
    for (std::size_t i = 0; i < names->size(); ++i)
      if ((*names)[i]->name == name) return &(*labels)[i];
  return nullptr;
}

// The cell of the same place with another method; null if there is none.
const TableCell* with_method(const CellTable& table, std::size_t i, std::size_t j,
                             const std::string& method) {
  Labels row = table.rows[i], column = table.columns[j];
  std::string* label = label_called("method", table.request, row, column);
  if (label == nullptr) return nullptr;
  *label = method;
  const auto at_row = std::find(table.rows.begin(), table.rows.end(), row);
  const auto at_column = std::find(table.columns.begin(), table.columns.end(), column);
  if (at_row == table.rows.end() || at_column == table.columns.end()) return nullptr;
  return &table.cells[static_cast<std::size_t>(at_row - table.rows.begin())]
                     [static_cast<std::size_t>(at_column - table.columns.begin())];
}

void mark_improvements(CellTable& table) {
  for (std::size_t i = 0; i < table.rows.size(); ++i)
    for (std::size_t j = 0; j < table.columns.size(); ++j) {
      TableCell& cell = table.cells[i][j];
      const TableCell* ct = with_method(table, i, j, "ct");
      if (ct == nullptr || ct == &cell) continue;
      cell.beats_ct = table.request.metric.better * (mean(cell.values) - mean(ct->values)) > 0;
    }
}

void mark_absent_data(CellTable& table, const SweepInfo& info) {
  for (std::size_t i = 0; i < table.rows.size(); ++i)
    for (std::size_t j = 0; j < table.columns.size(); ++j) {
      if (table.cells[i][j].state != State::missing) continue;
      const std::string* dataset = label_called("dataset", table.request, table.rows[i], table.columns[j]);
      if (dataset != nullptr && info.points_without_data.count(*dataset) > 0)
        table.cells[i][j].state = State::no_data;
    }
}

// Whether one of the grids that a row names is `wanted`, or begins with it and a hyphen.
bool is_of_grids(const TrialRow& row, const std::string& wanted) {
  const std::string names = kBetweenGrids + row.trial.grid + kBetweenGrids;
  return names.find(kBetweenGrids + wanted + kBetweenGrids) != std::string::npos ||
         names.find(kBetweenGrids + wanted + "-") != std::string::npos;
}

std::vector<TrialRow> rows_of_grids(std::vector<TrialRow> rows, const std::string& wanted) {
  const auto is_other = [&](const TrialRow& row) { return !is_of_grids(row, wanted); };
  if (!std::all_of(rows.begin(), rows.end(), is_other))
    rows.erase(std::remove_if(rows.begin(), rows.end(), is_other), rows.end());
  return rows;
}

// What has left a race so far may have rivals that have not ended.
void await_survivors(CellTable& table) {
  for (auto& row : table.cells)
    for (TableCell& cell : row)
      if (cell.state == State::left) cell.state = State::missing;
}

int sign(double value) {
  return (value > 0) - (value < 0);
}

}  // namespace

std::vector<TrialRow> rows_where(const std::vector<TrialRow>& rows,
                                 const std::vector<Assignment>& conditions) {
  std::vector<TrialRow> chosen;
  for (const TrialRow& row : rows) {
    const TrialSpec spec = canonical(row.trial.spec);
    const auto holds = [&](const Assignment& condition) {
      const Hyperparameter& h = *condition.hyperparameter;
      return std::any_of(condition.values.begin(), condition.values.end(), [&](const nlohmann::json& value) {
        TrialSpec wanted = spec;
        set_value(wanted, h, value, "condition");
        return value_text(h, wanted) == value_text(h, spec);
      });
    };
    if (std::all_of(conditions.begin(), conditions.end(), holds)) chosen.push_back(row);
  }
  return chosen;
}

CellRequest paper_request(int table) {
  CellRequest request;
  request.rows = parse_names("arch,method", "table");
  request.columns = parse_names("dataset", "table");
  request.published = published_table(table);
  request.grids = fmt::format("table{}", table);
  return request;
}

CellTable tabulate(const ResultSet& results, const CellRequest& request) {
  Names names = request.rows;
  names.insert(names.end(), request.columns.begin(), request.columns.end());
  const auto rows = request.grids.empty() ? results.rows : rows_of_grids(results.rows, request.grids);
  const std::vector<Group> groups = group_rows(rows, names);
  Filler filler(request);
  for (const Group& group : groups) filler.add(group, rows);
  CellTable table = filler.take();
  mark_improvements(table);
  mark_absent_data(table, results.info);
  table.info = results.info;
  table.unfinished = unfinished_trials(results);
  if (table.unfinished > 0) await_survivors(table);
  return table;
}

double standard_errors(const TableCell& cell) {
  if (!cell.published) return kUnset;
  const double ours = sample_deviation(cell.values), theirs = cell.published->deviation;
  const auto runs = static_cast<double>(cell.values.size());
  const double error = std::sqrt(ours * ours / runs + theirs * theirs / kPublishedRuns);
  return (mean(cell.values) - cell.published->error) / error;
}

Agreement agreement(const CellTable& table) {
  Agreement sum;
  for (std::size_t i = 0; i < table.rows.size(); ++i)
    for (std::size_t j = 0; j < table.columns.size(); ++j) {
      const TableCell& cell = table.cells[i][j];
      if (!cell.published) continue;
      ++sum.cells;
      sum.failed += cell.state == State::failed;
      sum.no_data += cell.state == State::no_data;
      sum.missing += cell.state == State::missing || cell.state == State::left;
      if (cell.state != State::value) continue;
      if (const double distance = standard_errors(cell); !std::isnan(distance)) {
        ++sum.compared;
        sum.within_two += std::abs(distance) <= 2;
      }
      for (const std::string& method : find_hyperparameter("method", "table").choices) {
        const TableCell* other = with_method(table, i, j, method);
        if (method <= cell.published->method || other == nullptr || other->state != State::value) continue;
        ++sum.pairs;
        sum.same_order += sign(mean(cell.values) - mean(other->values)) ==
                          sign(cell.published->error - other->published->error);
      }
    }
  return sum;
}

}  // namespace friendly
