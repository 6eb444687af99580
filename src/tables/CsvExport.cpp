#include "tables/CsvExport.hpp"

#include <filesystem>
#include <string_view>
#include <type_traits>

#include "core/AtomicFile.hpp"
#include "results/OutputFile.hpp"
#include "tables/TextTable.hpp"
#include "trial/Hyperparameters.hpp"

namespace friendly {
namespace {

constexpr std::size_t kBlock = 1 << 20;  // bytes written at once

// Numbers with all their digits; missing values are empty.
template <class Value>
std::string cell_text(const Value& value) {
  if constexpr (std::is_same_v<Value, std::string>) {
    return value;
  } else if constexpr (std::is_same_v<Value, double>) {
    const nlohmann::json number = real_to_json(value);
    if (number.is_null()) return "";
    return number.is_string() ? number.get<std::string>() : number.dump();
  } else {
    return nlohmann::json(value).dump();
  }
}

template <class Record, class Fields>
void add_cells(std::vector<std::string>& cells, const Record& record, const Fields& fields) {
  for (const auto& field : fields)
    std::visit([&](auto member) { cells.push_back(cell_text(record.*member)); }, field.member);
}

template <class Fields>
void add_titles(std::vector<std::string>& titles, const Fields& fields) {
  for (const auto& field : fields) titles.push_back(field.name);
}

// A CSV file that is written row by row: a sweep's epochs as text may not fit into memory.
class CsvFile {
 public:
  CsvFile(const std::string& path, const std::vector<std::string>& titles)
      : file_(path, OutputFile::Mode::create), block_(csv_line(titles)) {}

  void add_row(const std::vector<std::string>& cells) {
    block_ += csv_line(cells);
    ++rows_;
    if (block_.size() >= kBlock) write_block();
  }

  // Returns the number of rows.
  std::size_t close() {
    write_block();
    file_.close();
    return rows_;
  }

 private:
  void write_block() {
    for (std::size_t done = 0; done < block_.size();)
      done += file_.write_some(written_ + done, std::string_view(block_).substr(done));
    written_ += block_.size();
    block_.clear();
  }

  OutputFile file_;
  std::string block_;
  std::size_t written_ = 0, rows_ = 0;
};

std::size_t write_trials(const std::string& path, const std::vector<TrialRow>& rows) {
  std::vector<std::string> cells;
  add_titles(cells, identity_fields());
  add_titles(cells, hyperparameters());
  add_titles(cells, result_fields());
  CsvFile file(path, cells);
  for (const TrialRow& row : rows) {
    cells.clear();
    add_cells(cells, row.trial, identity_fields());
    add_cells(cells, row.trial.spec, hyperparameters());
    add_cells(cells, row.result, result_fields());
    file.add_row(cells);
  }
  return file.close();
}

std::size_t write_epochs(const std::string& path, const std::vector<TrialRow>& rows) {
  std::vector<std::string> cells = {"trial", "key"};
  add_titles(cells, epoch_fields());
  CsvFile file(path, cells);
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (const EpochRecord& epoch : rows[i].epochs) {
      cells = {std::to_string(i), rows[i].trial.key};
      add_cells(cells, epoch, epoch_fields());
      file.add_row(cells);
    }
  return file.close();
}

using WriteTable = std::size_t (*)(const std::string& path, const std::vector<TrialRow>& rows);

ExportedFile export_table(const std::string& path, const std::vector<TrialRow>& rows, WriteTable write) {
  ExportedFile exported{path, 0};
  replace_file(path, [&](const std::string& aside) { exported.rows = write(aside, rows); });
  return exported;
}

}  // namespace

std::vector<ExportedFile> export_csv(const std::vector<TrialRow>& rows, const std::string& folder) {
  const std::filesystem::path place = folder;
  const std::string trials = (place / "trials.csv").string(), epochs = (place / "epochs.csv").string();
  for (const std::string& path : {trials, epochs}) ensure_writable(path);
  return {export_table(trials, rows, write_trials), export_table(epochs, rows, write_epochs)};
}

}  // namespace friendly
