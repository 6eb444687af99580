#pragma once
#include <H5Cpp.h>

#include <cstring>
#include <functional>
#include <set>
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

/// Sizes and offsets of the cells in a packed row.
struct TableLayout {
  TableLayout(const std::vector<Column>& columns, std::vector<std::size_t> cell_sizes);

  std::size_t block_rows() const;  ///< rows that are packed at once

  std::vector<std::size_t> sizes, offsets;
  std::size_t row_size = 0;
  H5::CompType type;
};

/// Attaches `text` to `object` as a string of variable length: one of fixed length is limited to 64 KiB.
void write_text_attribute(H5::H5Object& object, const std::string& name, const std::string& text);

/// Bytes of the cells of each column of a table.
using CellSizes = std::vector<std::size_t>;

/// The sizes for `columns` before any row is known: text is as wide as one byte.
CellSizes least_sizes(const std::vector<Column>& columns);

/// Widens the cells of text to hold the first `rows` records that `columns` are bound to.
void widen(CellSizes& sizes, const std::vector<Column>& columns, std::size_t rows);

/// Writes a table block by block: a compound element per row, chunked and compressed. The dataset's attribute
/// `help` is a JSON object with the description and unit of each column.
class TableWriter {
 public:
  /// Creates the dataset `name`. `columns` are bound to records that hold one block at a time, with cells of
  /// `sizes`. `rows_expected`: about how many rows there will be, for the size of chunks. Throws
  /// H5::Exception, as append() does.
  TableWriter(H5::H5File& file, const std::string& name, std::vector<Column> columns, const CellSizes& sizes,
              std::size_t rows_expected);

  std::size_t block_rows() const { return layout_.block_rows(); }

  /// Appends the first `count` records of the block.
  void append(std::size_t count);

 private:
  std::vector<Column> columns_;
  TableLayout layout_;
  H5::DataSet dataset_;
  hsize_t rows_ = 0;
};

/// Reads a table block by block.
class TableReader {
 public:
  /// Opens the dataset `name`. `columns` are matched by name; other columns of the file are ignored. They are
  /// bound to records that hold one block at a time: block_rows() of them. Throws UserError if the table is
  /// missing, is no table, or has a column of another type, and H5::Exception, as next() does.
  TableReader(const H5::H5File& file, const std::string& name, std::vector<Column> columns);

  std::size_t rows() const { return rows_; }
  std::size_t block_rows() const { return layout_.block_rows(); }
  /// Columns that the file of an earlier version lacks; their members are left as they are.
  const std::set<std::string>& missing() const { return missing_; }

  /// Decodes the next rows into the first records of the block; returns how many, 0 at the end.
  std::size_t next();

 private:
  H5::DataSet dataset_;
  std::set<std::string> missing_;
  std::vector<Column> columns_;
  TableLayout layout_;
  std::size_t rows_, done_ = 0;
};

}  // namespace friendly
