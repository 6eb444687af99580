#include "tables/CsvExport.hpp"

#include <filesystem>

#include "core/AtomicFile.hpp"
#include "core/Error.hpp"
#include "results/OutputFile.hpp"
#include "tables/TextTable.hpp"
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

ExportedFile write_csv(const std::filesystem::path& path, const TextTable& table) {
  replace_file(path.string(), [&](const std::string& aside) {
    OutputFile file(aside, OutputFile::Mode::create);
    file.write_all(to_csv(table));
    file.close();
  });
  return {path.string(), table.rows.size()};
}

}  // namespace

std::vector<ExportedFile> export_csv(const std::vector<TrialRow>& rows, const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw UserError("cannot create " + folder, error.message(), "choose another folder");
  const std::filesystem::path place = folder;
  return {write_csv(place / "trials.csv", trials_table(rows)),
          write_csv(place / "epochs.csv", epochs_table(rows))};
}

}  // namespace friendly
