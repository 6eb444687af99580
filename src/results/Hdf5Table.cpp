#include "results/Hdf5Table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/Error.hpp"

namespace friendly {
namespace {

constexpr std::size_t kBlock = 256 << 10;  // bytes of a chunk, and packed at once
constexpr int kCompression = 4;            // zlib's level

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

H5::DSetCreatPropList storage(std::size_t chunk_rows) {
  H5::DSetCreatPropList properties;
  // Equal rows make equal files, whenever they are written.
  H5Pset_obj_track_times(properties.getId(), false);
  const hsize_t chunk = chunk_rows;
  properties.setChunk(1, &chunk);
  properties.setShuffle();
  properties.setDeflate(kCompression);
  return properties;
}

H5::DataSpace rows_selected(const H5::DataSet& dataset, hsize_t first, hsize_t count) {
  H5::DataSpace space = dataset.getSpace();
  space.selectHyperslab(H5S_SELECT_SET, &count, &first);
  return space;
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
  H5::DataSet dataset = file.openDataSet(name);
  if (dataset.getTypeClass() != H5T_COMPOUND || dataset.getSpace().getSimpleExtentNdims() != 1)
    throw UserError(fmt::format("{} is not a table", name), "it is not a list of compound elements",
                    "name a result file that friendly wrote");
  return dataset;
}

std::set<std::string> names_in(const H5::CompType& type) {
  std::set<std::string> names;
  for (int i = 0; i < type.getNmembers(); ++i) names.insert(type.getMemberName(static_cast<unsigned>(i)));
  return names;
}

// The sizes of the cells in the file; refuses a column of another type.
CellSizes stored_sizes(const H5::CompType& type, const std::string& table,
                       const std::vector<Column>& columns) {
  CellSizes sizes = least_sizes(columns);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto number = static_cast<unsigned>(type.getMemberIndex(columns[i].name));
    const H5T_class_t expected[] = {H5T_STRING, H5T_INTEGER, H5T_FLOAT, H5T_ENUM};
    const H5::DataType member = type.getMemberDataType(number);
    if (member.getClass() != expected[static_cast<int>(columns[i].kind)] || member.isVariableStr())
      throw UserError(fmt::format("column \"{}\" of table {} cannot be read", columns[i].name, table),
                      "its type is not the expected one", "use the version of friendly that wrote it");
    if (columns[i].kind == CellKind::text) sizes[i] = member.getSize();
  }
  return sizes;
}

}  // namespace

void write_text_attribute(H5::H5Object& object, const std::string& name, const std::string& text) {
  H5::StrType type(H5::PredType::C_S1, H5T_VARIABLE);
  type.setCset(H5T_CSET_UTF8);
  object.createAttribute(name, type, H5::DataSpace(H5S_SCALAR)).write(type, text);
}

CellSizes least_sizes(const std::vector<Column>& columns) {
  CellSizes sizes;
  for (const Column& column : columns)
    sizes.push_back(column.kind == CellKind::text      ? 1
                    : column.kind == CellKind::boolean ? sizeof(bool)
                                                       : sizeof(std::int64_t));
  return sizes;
}

void widen(CellSizes& sizes, const std::vector<Column>& columns, std::size_t rows) {
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns[i].kind == CellKind::text)
      for (std::size_t row = 0; row < rows; ++row)
        sizes[i] = std::max(sizes[i], columns[i].encode(row).size());
}

TableLayout::TableLayout(const std::vector<Column>& columns, std::vector<std::size_t> cell_sizes)
    : sizes(std::move(cell_sizes)) {
  for (const std::size_t size : sizes) {
    offsets.push_back(row_size);
    row_size += size;
  }
  type = H5::CompType(std::max<std::size_t>(1, row_size));
  for (std::size_t i = 0; i < columns.size(); ++i)
    type.insertMember(columns[i].name, offsets[i], cell_type(columns[i].kind, sizes[i]));
}

std::size_t TableLayout::block_rows() const {
  return std::max<std::size_t>(1, kBlock / std::max<std::size_t>(1, row_size));
}

TableWriter::TableWriter(H5::H5File& file, const std::string& name, std::vector<Column> columns,
                         const CellSizes& sizes, std::size_t rows_expected)
    : columns_(std::move(columns)), layout_(columns_, sizes) {
  const hsize_t none = 0, any = H5S_UNLIMITED;
  const std::size_t chunk = std::clamp<std::size_t>(rows_expected, 1, layout_.block_rows());
  dataset_ = file.createDataSet(name, layout_.type, H5::DataSpace(1, &none, &any), storage(chunk));
  write_help(dataset_, columns_);
}

void TableWriter::append(std::size_t count) {
  std::string block(count * layout_.row_size, '\0');
  for (std::size_t row = 0; row < count; ++row)
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const std::string cell = columns_[i].encode(row);
      std::copy(cell.begin(), cell.end(), &block[row * layout_.row_size + layout_.offsets[i]]);
    }
  const hsize_t first = rows_, added = count;
  rows_ += added;
  dataset_.extend(&rows_);
  dataset_.write(block.data(), layout_.type, H5::DataSpace(1, &added), rows_selected(dataset_, first, added));
}

TableReader::TableReader(const H5::H5File& file, const std::string& name, std::vector<Column> columns)
    : dataset_(open_table(file, name)),
      columns_(std::move(columns)),
      layout_({}, {}),
      rows_(static_cast<std::size_t>(dataset_.getSpace().getSimpleExtentNpoints())) {
  const H5::CompType stored = dataset_.getCompType();
  const std::set<std::string> names = names_in(stored);
  for (const Column& column : columns_)
    if (names.count(column.name) == 0) missing_.insert(column.name);
  const auto is_missing = [this](const Column& column) { return missing_.count(column.name) > 0; };
  columns_.erase(std::remove_if(columns_.begin(), columns_.end(), is_missing), columns_.end());
  layout_ = TableLayout(columns_, stored_sizes(stored, name, columns_));
}

std::size_t TableReader::next() {
  const std::size_t count = std::min(block_rows(), rows_ - done_);
  if (count == 0) return 0;
  std::string block(count * layout_.row_size, '\0');
  const hsize_t wanted = count;
  dataset_.read(block.data(), layout_.type, H5::DataSpace(1, &wanted),
                rows_selected(dataset_, done_, wanted));
  for (std::size_t row = 0; row < count; ++row)
    for (std::size_t i = 0; i < columns_.size(); ++i)
      columns_[i].decode(row, {&block[row * layout_.row_size + layout_.offsets[i]], layout_.sizes[i]});
  done_ += count;
  return count;
}

}  // namespace friendly
