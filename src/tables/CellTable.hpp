#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "results/ResultSet.hpp"
#include "tables/Metric.hpp"
#include "tables/Published.hpp"
#include "trial/Assignment.hpp"

namespace friendly {

/// Leaves those of `rows` whose hyperparameters have one of the values of each condition.
std::vector<TrialRow> rows_where(const std::vector<TrialRow>& rows,
                                 const std::vector<Assignment>& conditions);

/// What to tabulate: the metric of the best setting, by two groups of hyperparameters.
struct CellRequest {
  std::vector<const Hyperparameter*> rows, columns;
  Metric metric = find_metric("test_error");
  std::vector<PublishedCell> published = {};  ///< if not empty: these cells, in their order, and no others
  /// If there are trials of grids of this name, or whose names go on with a hyphen: of these alone. So other
  /// grids of a sweep do not compete in a published table.
  std::string grids = {};
};

/// The request for a table of the paper: classifier and method by data set, beside the published numbers.
CellRequest paper_request(int table);

/// A cell: the best setting of one experiment.
struct TableCell {
  enum class State {
    unused,   ///< not a part of the published table
    missing,  ///< no trial of it has ended
    no_data,  ///< its data set was absent
    failed,   ///< none of its trials has a reported epoch
    left,     ///< it has only trials of settings that left their race
    value
  };
  State state = State::missing;
  std::vector<double> values;           ///< of the metric, one per repetition
  std::size_t settings = 0;             ///< that were compared
  std::string setting;                  ///< the best one's values where they vary within the experiment
  std::map<std::string, int> left_out;  ///< trials without a reported epoch, by reason
  std::map<std::string, std::size_t> leavers;  ///< settings by where they left their race
  bool beats_ct = false;  ///< its mean is better than that of CT with the same other names
  std::optional<PublishedCell> published;
};

/// Cells by row and column, each of which is named by the values of its hyperparameters.
struct CellTable {
  CellRequest request;
  SweepInfo info;  ///< of the results
  std::vector<std::vector<std::string>> rows, columns;
  std::vector<std::vector<TableCell>> cells;
  std::int64_t unfinished = 0;  ///< trials of the sweep without a row, though they have data
};

/// Tabulates `results`. Rows and columns are in the order of the results, or of the published cells. Settings
/// are chosen as select_best() does, by validation error, whatever the metric. Throws UserError if several
/// experiments would share a cell, naming a hyperparameter in which they differ.
CellTable tabulate(const ResultSet& results, const CellRequest& request);

/// Our mean less the published one in units of the combined standard error sqrt(s1²/n1 + s2²/n2); NaN without
/// a deviation or a published number.
double standard_errors(const TableCell& cell);

/// How a table agrees with the published one.
struct Agreement {
  std::size_t cells = 0;                     ///< published ones
  std::size_t compared = 0, within_two = 0;  ///< cells with a difference; of at most 2 standard errors
  std::size_t pairs = 0, same_order = 0;     ///< of methods in one place; ordered as published
  std::size_t failed = 0, no_data = 0, missing = 0;
};
Agreement agreement(const CellTable& table);

}  // namespace friendly
