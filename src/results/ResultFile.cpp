#include "results/ResultFile.hpp"

#include <fmt/format.h>

#include "core/AtomicFile.hpp"
#include "core/Error.hpp"
#include "results/Hdf5Table.hpp"
#include "results/OutputFile.hpp"
#include "trial/Hyperparameters.hpp"

namespace friendly {
namespace {

// A row of /epochs.
struct EpochRow {
  std::int64_t trial = 0;
  std::string key;
  EpochRecord record;
};

// The columns of /trials, over constant rows for writing and mutable rows for reading.
template <class Rows>
std::vector<Column> trial_columns(Rows& rows) {
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

SweepInfo read_info(const H5::H5File& file) {
  nlohmann::json object = to_json(SweepInfo{});
  for (auto& [name, value] : object.items()) {
    if (value.is_object() && !file.attrExists(name)) continue;  // early files lack the origins
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

// Files are built and read in memory ("core" driver) and reach the disk in one piece: HDF5 never meets a full
// disk, from which it does not recover, and needs no lock, which network file systems lack.
H5::FileAccPropList in_memory() {
  H5::FileAccPropList access;
  access.setCore(std::size_t{1} << 20, false);
  return access;
}

std::string file_image(const ResultSet& results) {
  std::vector<EpochRow> epochs;
  for (std::size_t i = 0; i < results.rows.size(); ++i)
    for (const EpochRecord& record : results.rows[i].epochs)
      epochs.push_back({static_cast<std::int64_t>(i), results.rows[i].trial.key, record});

  H5::H5File file("image", H5F_ACC_TRUNC, H5::FileCreatPropList::DEFAULT, in_memory());
  write_info(file, results.info);
  write_table(file, "/trials", results.rows.size(), trial_columns(results.rows));
  write_table(file, "/epochs", epochs.size(), epoch_columns(epochs));
  file.flush(H5F_SCOPE_LOCAL);
  const ssize_t size = H5Fget_file_image(file.getId(), nullptr, 0);
  std::string image(size > 0 ? static_cast<std::size_t>(size) : 0, '\0');
  if (size <= 0 || H5Fget_file_image(file.getId(), image.data(), image.size()) != size)
    throw H5::FileIException("H5Fget_file_image", "cannot get the image of the file");
  return image;
}

ResultSet read_image(const std::string& image) {
  H5::FileAccPropList access = in_memory();
  // HDF5 copies the image; its signature lacks the const.
  if (H5Pset_file_image(access.getId(), const_cast<char*>(image.data()), image.size()) < 0)
    throw H5::FileIException("H5Pset_file_image", "cannot set the image to read");
  const H5::H5File file("image", H5F_ACC_RDONLY, H5::FileCreatPropList::DEFAULT, access);

  ResultSet results;
  results.info = read_info(file);
  results.rows.resize(count_rows(file, "/trials"));
  read_table(file, "/trials", trial_columns(results.rows));
  std::vector<EpochRow> epochs(count_rows(file, "/epochs"));
  read_table(file, "/epochs", epoch_columns(epochs));
  for (const EpochRow& row : epochs) {
    if (row.trial < 0 || static_cast<std::size_t>(row.trial) >= results.rows.size())
      throw UserError(fmt::format("table /epochs names trial {}", row.trial),
                      fmt::format("/trials has {} rows", results.rows.size()),
                      "have the sweep regenerate the file from its journal");
    results.rows[static_cast<std::size_t>(row.trial)].epochs.push_back(row.record);
  }
  return results;
}

}  // namespace

void write_result_file(const std::string& path, const ResultSet& results) {
  H5::Exception::dontPrint();
  try {
    const std::string image = file_image(results);
    replace_file(path, [&](const std::string& aside) {
      OutputFile file(aside, OutputFile::Mode::create);
      file.write_all(image);
      file.close();
    });
  } catch (const H5::Exception& error) {
    throw UserError(fmt::format("cannot create the result file {}", path),
                    fmt::format("HDF5, {}: {}", error.getFuncName(), error.getDetailMsg()),
                    "give the program more memory");
  }
}

ResultSet read_result_file(const std::string& path) {
  H5::Exception::dontPrint();
  const std::string image = read_file(path);
  try {
    return read_image(image);
  } catch (const H5::Exception& error) {
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
