#include "results/Hdf5Table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/Error.hpp"

namespace friendly {
namespace {

constexpr std::size_t kCompressFrom = 64 << 10;  // bytes of a table
constexpr std::size_t kBlock = 256 << 10;        // bytes of a chunk, and packed at once

H5::DataType cell_type(CellKind kind, std::size_t size) {
  if (kind == CellKind::integer) return H5::PredType::NATIVE_INT64;
  if (kind == CellKind::real) return H5::PredType::NATIVE_DOUBLE;
  if (kind == CellKind::boolean) {
    H5::EnumType type(H5::PredType::NATIVE_INT8);
    std::int8_t no = 0, yes = 1;
    type.insert("FALSE", &no);
    type.insert("TRUE", &yes);
    return type;
  }
  H5::StrType type(H5::PredType::C_S1, size);
  type.setCset(H5T_CSET_UTF8);
  type.setStrpad(H5T_STR_NULLPAD);
  return type;
}

// Sizes and offsets of the cells in a packed row.
struct Layout {
  Layout(const std::vector<Column>& columns, std::vector<std::size_t> cell_sizes)
      : sizes(std::move(cell_sizes)) {
    for (std::size_t size : sizes) {
      offsets.push_back(row_size);
      row_size += size;
    }
    type = H5::CompType(row_size);
    for (std::size_t i = 0; i < columns.size(); ++i)
      type.insertMember(columns[i].name, offsets[i], cell_type(columns[i].kind, sizes[i]));
  }

  std::size_t block_rows() const { return std::max<std::size_t>(1, kBlock / row_size); }

  std::vector<std::size_t> sizes, offsets;
  std::size_t row_size = 0;
  H5::CompType type;
};

std::size_t cell_size(const Column& column, std::size_t rows) {
  if (column.kind == CellKind::boolean) return sizeof(bool);
  if (column.kind != CellKind::text) return sizeof(std::int64_t);
  std::size_t longest = 1;
  for (std::size_t row = 0; row < rows; ++row) longest = std::max(longest, column.encode(row).size());
  return longest;
}

// Calls `transfer(first, count, memory space, file space)` for each block of rows.
template <class Transfer>
void for_each_block(std::size_t rows, std::size_t block_rows, const H5::DataSpace& file_space,
                    Transfer transfer) {
  for (std::size_t first = 0; first < rows; first += block_rows) {
    const hsize_t start = first, count = std::min(block_rows, rows - first);
    H5::DataSpace selected(file_space);
    selected.selectHyperslab(H5S_SELECT_SET, &count, &start);
    transfer(first, static_cast<std::size_t>(count), H5::DataSpace(1, &count), selected);
  }
}

H5::DSetCreatPropList storage(std::size_t rows, const Layout& layout) {
  H5::DSetCreatPropList properties;
  // Equal rows make equal files, whenever they are written.
  H5Pset_obj_track_times(properties.getId(), false);
  if (rows * layout.row_size >= kCompressFrom) {
    const hsize_t chunk = std::min(rows, layout.block_rows());
    properties.setChunk(1, &chunk);
    properties.setShuffle();
    properties.setDeflate(4);
  }
  return properties;
}

void write_help(H5::DataSet& dataset, const std::vector<Column>& columns) {
  nlohmann::ordered_json help = nlohmann::ordered_json::object();
  for (const Column& column : columns) help[column.name] = {{"help", column.help}, {"unit", column.unit}};
  write_text_attribute(dataset, "help", help.dump());
}

H5::DataSet open_table(const H5::H5File& file, const std::string& name) {
  if (!file.nameExists(name))
    throw UserError(fmt::format("there is no table {}", name), "the file has no dataset of that name",
                    "name a result file that friendly wrote");
  return file.openDataSet(name);
}

// The size of a column's cells in the file; refuses a column that is missing or of another type.
std::size_t stored_size(const H5::CompType& type, const std::string& table, const Column& column) {
  const int count = type.getNmembers();
  int index = 0;
  while (index < count && type.getMemberName(static_cast<unsigned>(index)) != column.name) ++index;
  const std::string remedy = "use the version of friendly that wrote it";
  if (index == count)
    throw UserError(fmt::format("table {} has no column \"{}\"", table, column.name), "it is required",
                    remedy);
  const auto number = static_cast<unsigned>(index);
  const H5T_class_t expected[] = {H5T_STRING, H5T_INTEGER, H5T_FLOAT, H5T_ENUM};
  const H5::DataType member = type.getMemberDataType(number);
  if (member.getClass() != expected[static_cast<int>(column.kind)] || member.isVariableStr())
    throw UserError(fmt::format("column \"{}\" of table {} cannot be read", column.name, table),
                    "its type is not the expected one", remedy);
  return column.kind == CellKind::text ? member.getSize() : cell_size(column, 0);
}

}  // namespace

void write_text_attribute(H5::H5Object& object, const std::string& name, const std::string& text) {
  H5::StrType type(H5::PredType::C_S1, H5T_VARIABLE);
  type.setCset(H5T_CSET_UTF8);
  object.createAttribute(name, type, H5::DataSpace(H5S_SCALAR)).write(type, text);
}

void write_table(H5::H5File& file, const std::string& name, std::size_t rows,
                 const std::vector<Column>& columns) {
  std::vector<std::size_t> sizes;
  for (const Column& column : columns) sizes.push_back(cell_size(column, rows));
  const Layout layout(columns, sizes);
  const hsize_t extent = rows;
  const H5::DataSpace space(1, &extent);
  H5::DataSet dataset = file.createDataSet(name, layout.type, space, storage(rows, layout));
  write_help(dataset, columns);
  std::vector<char> block;
  for_each_block(rows, layout.block_rows(), space,
                 [&](std::size_t first, std::size_t count, const auto& memory, const auto& selected) {
                   block.assign(count * layout.row_size, '\0');
                   for (std::size_t row = 0; row < count; ++row)
                     for (std::size_t i = 0; i < columns.size(); ++i) {
                       const std::string cell = columns[i].encode(first + row);
                       std::copy(cell.begin(), cell.end(), &block[row * layout.row_size + layout.offsets[i]]);
                     }
                   dataset.write(block.data(), layout.type, memory, selected);
                 });
}

std::size_t count_rows(const H5::H5File& file, const std::string& name) {
  const H5::DataSpace space = open_table(file, name).getSpace();
  if (space.getSimpleExtentNdims() != 1)
    throw UserError(fmt::format("{} is not a table", name), "it is not one-dimensional",
                    "name a result file that friendly wrote");
  return static_cast<std::size_t>(space.getSimpleExtentNpoints());
}

void read_table(const H5::H5File& file, const std::string& name, const std::vector<Column>& columns) {
  const H5::DataSet dataset = open_table(file, name);
  if (dataset.getTypeClass() != H5T_COMPOUND)
    throw UserError(fmt::format("{} is not a table", name), "its elements are not compound",
                    "name a result file that friendly wrote");
  const H5::CompType stored = dataset.getCompType();
  std::vector<std::size_t> sizes;
  for (const Column& column : columns) sizes.push_back(stored_size(stored, name, column));
  const Layout layout(columns, sizes);
  std::vector<char> block(layout.block_rows() * layout.row_size);
  for_each_block(count_rows(file, name), layout.block_rows(), dataset.getSpace(),
                 [&](std::size_t first, std::size_t count, const auto& memory, const auto& selected) {
                   dataset.read(block.data(), layout.type, memory, selected);
                   for (std::size_t row = 0; row < count; ++row)
                     for (std::size_t i = 0; i < columns.size(); ++i)
                       columns[i].decode(
                           first + row, {&block[row * layout.row_size + layout.offsets[i]], layout.sizes[i]});
                 });
}

}  // namespace friendly
