#include <iostream>
#include <optional>

#include "app/Commands.hpp"
#include "app/FormatOption.hpp"
#include "config/CommandLine.hpp"
#include "core/Error.hpp"
#include "results/ResultFile.hpp"
#include "tables/BestSettings.hpp"
#include "tables/CellTableText.hpp"

namespace friendly {
namespace {

// The paper's tables are about true labels unless others are asked for.
std::vector<Assignment> conditions_of(const CommandLine& line, bool is_paper) {
  std::vector<Assignment> conditions;
  bool names_noise = false;
  for (const std::string& text : line.get_all("where")) {
    conditions.push_back(parse_assignment(text, "command line: --where"));
    names_noise = names_noise || conditions.back().hyperparameter->name == "noisy_labels";
  }
  if (is_paper && !names_noise) conditions.push_back(parse_assignment("noisy_labels=0", "table"));
  return conditions;
}

std::optional<CellRequest> request_of(const CommandLine& line) {
  const bool first = line.flag_is_set("table1"), second = line.flag_is_set("table2");
  const bool has_own = line.has("rows") || line.has("columns") || line.has("metric");
  if (first + second + has_own > 1)
    throw UserError("command line: --table1, --table2 and --rows, --columns or --metric exclude each other",
                    "each asks for a table of its own", "ask for one at a time");
  if (first || second) return paper_request(first ? 1 : 2);
  if (!has_own) return std::nullopt;
  CellRequest own;
  own.rows = parse_names(line.has("rows") ? line.get("rows") : "arch,method", "command line: --rows");
  own.columns = parse_names(line.has("columns") ? line.get("columns") : "dataset", "command line: --columns");
  if (line.has("metric")) own.metric = find_metric(line.get("metric"));
  return own;
}

}  // namespace

CommandLine tables_line() {
  CommandLine line(
      "tables", "RESULTS.h5 [options]",
      "Prints, per data set, classifier and method, the test error of the setting with the best\n"
      "validation error: mean and standard deviation over runs.");
  line.positional("FILE", "the result file");
  line.flag("table1", "the paper's Table 1: ours beside the published numbers");
  line.flag("table2", "the paper's Table 2, likewise");
  line.option("rows", "NAMES",
              "a table with a row for each combination of these hyperparameters (arch,method)");
  line.option("columns", "NAMES", "and a column for each of these (dataset)");
  line.repeatable("where", "NAME=VALUE",
                  "only trials with this value, or one of several: epochs=20,40; repeatable");
  line.option(
      "metric", "NAME",
      "what the cells of --rows and --columns report: test_error (the default), val_error, train_error, "
      "or a numeric column of /trials; settings are chosen by validation error in any case");
  add_format_option(line);
  line.offer("rows", hyperparameter_names());
  line.offer("columns", hyperparameter_names());
  line.offer("metric", metric_names());
  return line;
}

int tables_command(const std::vector<std::string>& arguments) {
  CommandLine line = tables_line();
  if (!line.parse(arguments)) return kAllDone;
  const TableFormat format = format_of(line);
  const auto request = request_of(line);
  const auto conditions = conditions_of(line, request && !request->published.empty());
  ResultSet results = read_result_file(line.get("FILE"), ReadTables::trials);
  const std::size_t rows = results.rows.size();
  results.rows = rows_where(results.rows, conditions);
  results.info.points -= static_cast<std::int64_t>(rows - results.rows.size());
  std::cout << (request ? cell_table_text(tabulate(results, *request), format)
                        : best_settings_table(results, format));
  return kAllDone;
}

}  // namespace friendly
