#include <fmt/format.h>

#include <filesystem>
#include <iostream>

#include "app/Commands.hpp"
#include "config/CommandLine.hpp"
#include "core/AtomicFile.hpp"
#include "core/Error.hpp"
#include "results/File.hpp"
#include "results/ResultFile.hpp"
#include "results/TextTable.hpp"
#include "trial/Hyperparameters.hpp"

namespace friendly {
namespace {

// Numbers with all their digits; what is not there is empty.
std::string cell_text(const nlohmann::json& value) {
  if (value.is_null()) return "";
  return value.is_string() ? value.get<std::string>() : value.dump();
}

template <class Record, class Fields>
void add_cells(std::vector<std::string>& row, const Record& record, const Fields& fields) {
  const nlohmann::json object = record_to_json(record, fields);
  for (const auto& field : fields) row.push_back(cell_text(object.at(field.name)));
}

template <class Fields>
void add_titles(TextTable& table, const Fields& fields) {
  for (const auto& field : fields) table.columns.push_back({field.name});
}

TextTable trials_table(const std::vector<TrialRow>& rows) {
  TextTable table;
  add_titles(table, identity_fields());
  add_titles(table, hyperparameters());
  add_titles(table, result_fields());
  for (const TrialRow& row : rows) {
    auto& cells = table.rows.emplace_back();
    add_cells(cells, row.trial, identity_fields());
    add_cells(cells, row.trial.spec, hyperparameters());
    add_cells(cells, row.result, result_fields());
  }
  return table;
}

TextTable epochs_table(const std::vector<TrialRow>& rows) {
  TextTable table;
  table.columns = {{"trial"}, {"key"}};
  add_titles(table, epoch_fields());
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (const EpochRecord& epoch : rows[i].epochs) {
      auto& cells = table.rows.emplace_back(std::vector<std::string>{std::to_string(i), rows[i].trial.key});
      add_cells(cells, epoch, epoch_fields());
    }
  return table;
}

void write_csv(const std::filesystem::path& path, const TextTable& table) {
  replace_file(path.string(), [&](const std::string& aside) {
    File file(aside, File::Mode::create);
    file.write_all(to_csv(table));
    file.close();
  });
  std::cout << fmt::format("{}: {} rows\n", path.string(), table.rows.size());
}

}  // namespace

int export_command(const std::vector<std::string>& arguments) {
  CommandLine line("export", "RESULTS.h5 --csv DIR",
                   "Writes the tables of a result file as trials.csv and epochs.csv.");
  line.positional("FILE", "the result file");
  line.option("csv", "DIR", "where to; it is made if it is not there");
  if (!line.parse(arguments)) return kAllDone;
  if (!line.has("csv"))
    throw UserError("command line: --csv is missing", "it says where to", "add --csv DIR");

  const auto rows = read_result_file(line.get("FILE")).rows;
  const std::filesystem::path folder = line.get("csv");
  std::filesystem::create_directories(folder);
  write_csv(folder / "trials.csv", trials_table(rows));
  write_csv(folder / "epochs.csv", epochs_table(rows));
  return kAllDone;
}

}  // namespace friendly
