#include "results/ResultFile.hpp"

#include <fmt/format.h>

#include "core/AtomicFile.hpp"
#include "core/Error.hpp"
#include "results/ExampleGroups.hpp"
#include "results/Hdf5Driver.hpp"
#include "results/Hdf5Table.hpp"
#include "trial/Hyperparameters.hpp"

namespace friendly {
namespace {

const char* const kVersion = "schema_version";
constexpr std::size_t kTrialsKey = 0, kEpochsKey = 1;            // columns
constexpr std::size_t kManyRows = static_cast<std::size_t>(-1);  // more than a block

// A row of /epochs.
struct EpochRow {
  std::int64_t trial = 0;
  std::string key;
  EpochRecord record;
};

std::vector<Column> trial_columns(std::vector<TrialRow>& rows) {
  std::vector<Column> columns;
  add_columns(
      columns, identity_fields(), [&rows](std::size_t i) -> auto& { return rows[i].trial; });
  add_columns(
      columns, hyperparameters(), [&rows](std::size_t i) -> auto& { return rows[i].trial.spec; });
  add_columns(
      columns, result_fields(), [&rows](std::size_t i) -> auto& { return rows[i].result; });
  return columns;
}

std::vector<Column> epoch_columns(std::vector<EpochRow>& rows) {
  static const std::vector<Field<EpochRow>> identity = {
      {"trial", &EpochRow::trial, "row of the trial in /trials, 0-based"},
      {"key", &EpochRow::key, "identity of the trial"},
  };
  std::vector<Column> columns;
  add_columns(
      columns, identity, [&rows](std::size_t i) -> auto& { return rows[i]; });
  add_columns(
      columns, epoch_fields(), [&rows](std::size_t i) -> auto& { return rows[i].record; });
  return columns;
}

void write_info(H5::H5File& file, const SweepInfo& info) {
  const nlohmann::json object = to_json(info);
  for (const auto& [name, value] : object.items()) {
    if (value.is_number_integer()) {
      const auto number = value.get<std::int64_t>();
      const auto type = H5::PredType::NATIVE_INT64;
      file.createAttribute(name, type, H5::DataSpace(H5S_SCALAR)).write(type, &number);
    } else {
      write_text_attribute(file, name, value.is_string() ? value.get<std::string>() : value.dump());
    }
  }
}

// Attributes that an earlier version did not write stay empty; the version is always there.
SweepInfo read_info(const H5::H5File& file) {
  nlohmann::json object = to_json(SweepInfo{});
  for (auto& [name, value] : object.items()) {
    if (name != kVersion && !file.attrExists(name)) continue;
    if (!file.attrExists(name))
      throw UserError(fmt::format("there is no attribute \"{}\"", name), "a result file has it at its root",
                      "name a result file that friendly wrote");
    const H5::Attribute attribute = file.openAttribute(name);
    if (value.is_number_integer()) {
      std::int64_t number = 0;
      attribute.read(H5::PredType::NATIVE_INT64, &number);
      value = number;
    } else {
      std::string text;
      attribute.read(attribute.getStrType(), text);
      value = value.is_string() ? nlohmann::json(text) : nlohmann::json::parse(text);
    }
  }
  return info_from_json(object);
}

// Text columns are as wide as their longest value, which must be known before the first row is written.
CellSizes sizes_for(const RowSource& source) {
  std::vector<TrialRow> row(1);
  const auto columns = trial_columns(row);
  CellSizes sizes = least_sizes(columns);
  for (std::size_t i = 0; i < source.count; ++i) {
    row[0] = source.row(i, false);
    widen(sizes, columns, 1);
  }
  return sizes;
}

/// Collects records until they make a block of a table.
template <class Record>
class BlockWriter {
 public:
  BlockWriter(H5::H5File& file, const std::string& name, std::vector<Column> (*columns)(std::vector<Record>&),
              const CellSizes& sizes, std::size_t rows_expected)
      : table_(file, name, columns(block_), sizes, rows_expected), block_rows_(table_.block_rows()) {}

  void add(Record record) {
    block_.push_back(std::move(record));
    if (block_.size() == block_rows_) finish();
  }
  void finish() {
    if (!block_.empty()) table_.append(block_.size());
    block_.clear();
  }

 private:
  std::vector<Record> block_;
  TableWriter table_;
  std::size_t block_rows_;
};

void write_tables(const Hdf5File& disk, H5::H5File& file, const RowSource& source) {
  const CellSizes trial_sizes = sizes_for(source);
  std::vector<EpochRow> none;
  CellSizes epoch_sizes = least_sizes(epoch_columns(none));
  epoch_sizes[kEpochsKey] = trial_sizes[kTrialsKey];
  BlockWriter<TrialRow> trials(file, "/trials", trial_columns, trial_sizes, source.count);
  BlockWriter<EpochRow> epochs(file, "/epochs", epoch_columns, epoch_sizes, kManyRows);
  for (std::size_t i = 0; i < source.count && !disk.error(); ++i) {
    TrialRow row = source.row(i, true);
    for (const EpochRecord& record : row.epochs)
      epochs.add({static_cast<std::int64_t>(i), row.trial.key, record});
    if (!row.log.empty()) write_examples(file, row.trial.key, row.log);
    row.epochs.clear();
    row.log = {};
    trials.add(std::move(row));
  }
  trials.finish();
  epochs.finish();
}

// The disk's own error says more than what HDF5 makes of it.
void write_file(const std::string& path, const SweepInfo& info, const RowSource& source) {
  Hdf5File disk(path, Hdf5File::Mode::create);
  try {
    H5::H5File file = disk.open();
    write_info(file, info);
    write_tables(disk, file, source);
  } catch (const H5::Exception&) {
    if (!disk.error()) throw;
  }
  if (disk.error()) throw *disk.error();
}

void read_trials(const H5::H5File& file, std::vector<TrialRow>& rows) {
  std::vector<TrialRow> block;
  TableReader table(file, "/trials", trial_columns(block));
  if (table.missing().count("key") > 0)
    throw UserError("table /trials has no column \"key\"", "it is required",
                    "name a result file that friendly wrote");
  block.resize(table.block_rows());
  rows.reserve(table.rows());
  while (const std::size_t count = table.next())
    for (std::size_t i = 0; i < count; ++i) rows.push_back(block[i]);
  for (const auto& hyperparameter : hyperparameters())
    if (table.missing().count(hyperparameter.name) > 0)
      for (TrialRow& row : rows) {
        TrialSpec& spec = row.trial.spec;
        const TrialSpec defaults = default_spec(spec.method, spec.arch);
        std::visit([&](auto member) { spec.*member = defaults.*member; }, hyperparameter.member);
      }
}

void read_epochs(const H5::H5File& file, std::vector<TrialRow>& rows) {
  std::vector<EpochRow> block;
  TableReader table(file, "/epochs", epoch_columns(block));
  block.resize(table.block_rows());
  while (const std::size_t count = table.next())
    for (std::size_t i = 0; i < count; ++i) {
      if (block[i].trial < 0 || static_cast<std::size_t>(block[i].trial) >= rows.size())
        throw UserError(fmt::format("table /epochs names trial {}", block[i].trial),
                        fmt::format("/trials has {} rows", rows.size()),
                        "have the sweep regenerate the file from its journal");
      rows[static_cast<std::size_t>(block[i].trial)].epochs.push_back(block[i].record);
    }
}

ResultSet read_tables(const H5::H5File& file, ReadTables tables) {
  ResultSet results;
  results.info = read_info(file);
  read_trials(file, results.rows);
  if (tables == ReadTables::trials) return results;
  read_epochs(file, results.rows);
  for (TrialRow& row : results.rows) row.log = read_examples(file, row.trial.key);
  return results;
}

}  // namespace

void write_result_file(const std::string& path, const SweepInfo& info, const RowSource& rows,
                       const std::function<void()>& before_replacing) {
  H5::Exception::dontPrint();
  try {
    replace_file(path, [&](const std::string& aside) {
      write_file(aside, info, rows);
      before_replacing();
    });
  } catch (const H5::Exception& error) {
    throw UserError(fmt::format("cannot create the result file {}", path),
                    fmt::format("HDF5, {}: {}", error.getFuncName(), error.getDetailMsg()),
                    "give the program more memory");
  }
}

void write_result_file(const std::string& path, const ResultSet& results) {
  write_result_file(path, results.info,
                    {results.rows.size(), [&](std::size_t i, bool) { return results.rows[i]; }});
}

ResultSet read_result_file(const std::string& path, ReadTables tables) {
  H5::Exception::dontPrint();
  Hdf5File disk(path, Hdf5File::Mode::read);
  try {
    return read_tables(disk.open(), tables);
  } catch (const H5::Exception& error) {
    if (disk.error()) throw *disk.error();
    throw UserError(
        fmt::format("cannot read the result file {}", path),
        fmt::format("HDF5, {}: {}", error.getFuncName(), error.getDetailMsg()),
        "name a result file that friendly wrote; a damaged one is regenerated when its sweep resumes");
  } catch (const nlohmann::json::exception& error) {
    throw UserError(fmt::format("cannot read the result file {}", path), error.what(),
                    "a damaged result file is regenerated when its sweep resumes");
  } catch (const UserError& error) {
    throw error.at(path);
  }
}

}  // namespace friendly
