#pragma once
#include <H5Cpp.h>

#include <cstring>
#include <functional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "trial/Field.hpp"

namespace friendly {

/// How a cell is stored in an HDF5 file: null-padded UTF-8 text (also lists of integers, as "[256,784]"),
/// int64, float64, or h5py's boolean (an enum of int8).
enum class CellKind { text, integer, real, boolean };

/// One column of a table, bound to the records whose values it writes or reads.
struct Column {
  std::string name;
  std::string help;
  std::string unit;
  CellKind kind;
  std::function<std::string(std::size_t row)> encode;                  ///< the bytes of a cell
  std::function<void(std::size_t row, std::string_view cell)> decode;  ///< empty for constant records
};

/// How a member of type `Value` is stored.
template <class Value>
constexpr CellKind kind_of() {
  if constexpr (std::is_same_v<Value, bool>) return CellKind::boolean;
  if constexpr (std::is_same_v<Value, double>) return CellKind::real;
  if constexpr (std::is_same_v<Value, std::int64_t>) return CellKind::integer;
  return CellKind::text;
}

/// `value` as the bytes of a cell, text and lists without padding.
template <class Value>
std::string encode_cell(const Value& value) {
  if constexpr (std::is_same_v<Value, std::string>)
    return value;
  else if constexpr (std::is_same_v<Value, IntList>)
    return nlohmann::json(value).dump();
  else
    return std::string(reinterpret_cast<const char*>(&value), sizeof(Value));
}

/// Sets `value` to what encode_cell() made `cell` from; text and lists may be padded with null bytes.
template <class Value>
void decode_cell(std::string_view cell, Value& value) {
  const std::string_view text = cell.substr(0, cell.find_last_not_of('\0') + 1);
  if constexpr (std::is_same_v<Value, std::string>)
    value = text;
  else if constexpr (std::is_same_v<Value, IntList>)
    value = nlohmann::json::parse(text).template get<IntList>();
  else
    std::memcpy(&value, cell.data(), sizeof(Value));
}

/// Adds a column for each of `fields`. `record_at(row)` returns a reference to the row's record, const if the
/// table is only written.
template <class Fields, class RecordAt>
void add_columns(std::vector<Column>& columns, const Fields& fields, RecordAt record_at) {
  using Record = std::remove_reference_t<decltype(record_at(0))>;
  for (const auto& field : fields)
    std::visit(
        [&](auto member) {
          using Value = std::decay_t<decltype(record_at(0).*member)>;
          Column column{field.name, field.help, field.unit, kind_of<Value>(), {}, {}};
          column.encode = [=](std::size_t row) { return encode_cell<Value>(record_at(row).*member); };
          if constexpr (!std::is_const_v<Record>)
            column.decode = [=](std::size_t row, std::string_view cell) {
              decode_cell<Value>(cell, record_at(row).*member);
            };
          columns.push_back(std::move(column));
        },
        field.member);
}

/// Attaches `text` to `object` as a string of variable length: one of fixed length is limited to 64 KiB.
void write_text_attribute(H5::H5Object& object, const std::string& name, const std::string& text);

/// Writes `columns` as the dataset `name`, one compound element per row, text columns as wide as their
/// longest value. A large table is chunked and compressed. The dataset's attribute `help` is a JSON object
/// with the description and unit of each column. Throws H5::Exception.
void write_table(H5::H5File& file, const std::string& name, std::size_t rows,
                 const std::vector<Column>& columns);

/// Number of rows of the dataset `name`. Throws UserError if it is missing or not one-dimensional, and
/// H5::Exception.
std::size_t count_rows(const H5::H5File& file, const std::string& name);

/// Reads the dataset `name` into `columns`, matched by name; other columns are ignored. Throws UserError
/// naming a column that is missing or of another type, and H5::Exception.
void read_table(const H5::H5File& file, const std::string& name, const std::vector<Column>& columns);

}  // namespace friendly
