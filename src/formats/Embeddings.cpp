#include "formats/Embeddings.hpp"

#include <H5Cpp.h>
#include <fmt/format.h>

#include <charconv>
#include <cstring>
#include <limits>

#include "core/Error.hpp"
#include "core/Interruption.hpp"

namespace friendly {
namespace {

constexpr const char* kRegenerate = "regenerate the file";
constexpr std::uint64_t kMaxBytes = 4'000'000'000;
constexpr std::uint64_t kMaxCompression = 2000;  // deflate, the best of HDF5's filters, reaches 1030

UserError damaged(const std::string& path, std::size_t offset, const std::string& why) {
  return {fmt::format("cannot read the array in {}, at offset {}", path, offset), why, kRegenerate};
}

std::size_t little_endian(std::string_view bytes) {
  std::size_t number = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) number = number << 8 | static_cast<unsigned char>(bytes[i]);
  return number;
}

struct NpyHeader {
  std::string type;
  std::vector<std::int64_t> shape;
  std::size_t end;  // offset of the first number
};

// What follows `key` in the header, a dictionary in Python's notation.
std::string_view value_of(std::string_view dictionary, const std::string& key, const std::string& path) {
  const std::size_t position = dictionary.find(key);
  if (position == std::string_view::npos) throw damaged(path, 10, "the header has no " + key);
  std::string_view value = dictionary.substr(position + key.size());
  value.remove_prefix(std::min(value.find_first_not_of(" :"), value.size()));
  return value;
}

std::vector<std::int64_t> parse_shape(std::string_view text, const std::string& path) {
  std::vector<std::int64_t> shape;
  if (text.substr(0, 1) != "(") throw damaged(path, 10, "the shape is not a tuple");
  text.remove_prefix(1);
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(", "), text.size()));
    if (text.substr(0, 1) == ")") return shape;
    std::int64_t extent = 0;
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), extent);
    if (status != std::errc() || extent <= 0)
      throw damaged(path, 10, "the shape has an extent that is not a positive integer");
    shape.push_back(extent);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  }
}

NpyHeader parse_header(std::string_view bytes, const std::string& path) {
  if (bytes.substr(0, 6) != "\x93NUMPY")
    throw damaged(path, 0, "it does not start with NumPy's magic string");
  if (bytes.size() < 12 || bytes[6] < 1 || bytes[6] > 3)
    throw damaged(path, 6, "the version is not 1, 2 or 3");
  const std::size_t start = bytes[6] == 1 ? 10 : 12, length = little_endian(bytes.substr(8, start - 8));
  if (length > bytes.size() - start) throw damaged(path, bytes.size(), "it ends within the header");
  const std::string_view dictionary = bytes.substr(start, length);
  if (value_of(dictionary, "'fortran_order'", path).substr(0, 5) != "False")
    throw damaged(path, start, "numbers are stored column by column");
  const std::string_view type = value_of(dictionary, "'descr'", path);
  return {std::string(type.substr(0, std::min(type.find_first_of(",}"), type.size()))),
          parse_shape(value_of(dictionary, "'shape'", path), path), start + length};
}

torch::ScalarType scalar_type(const NpyHeader& header, const std::string& path) {
  if (header.type == "'<f4'") return torch::kFloat32;
  if (header.type == "'<f8'") return torch::kFloat64;
  if (header.type == "'<i8'") return torch::kInt64;
  if (header.type == "'<i4'") return torch::kInt32;
  if (header.type == "'<i2'") return torch::kInt16;
  if (header.type == "'|i1'") return torch::kInt8;
  if (header.type == "'|u1'") return torch::kUInt8;
  if (header.type == "'|b1'") return torch::kBool;
  throw damaged(path, 10, fmt::format("the type is {}", header.type));
}

// The largest number of values a data set may claim: a damaged file must not make us allocate more memory
// than it can fill.
hsize_t max_values(const H5::H5File& file, const H5::DataSet& dataset) {
  const H5::DSetCreatPropList properties = dataset.getCreatePlist();
  const hsize_t size = file.getFileSize(), width = dataset.getDataType().getSize();
  if (properties.getLayout() != H5D_CHUNKED) return size / width;
  const hsize_t max_count = std::min<hsize_t>(size * kMaxCompression, kMaxBytes) / sizeof(std::int64_t);
  std::vector<hsize_t> chunk(H5S_MAX_RANK);
  const int rank = properties.getChunk(H5S_MAX_RANK, chunk.data());
  hsize_t remaining = max_count;
  for (int i = 0; i < rank; ++i) remaining /= std::max<hsize_t>(chunk[static_cast<std::size_t>(i)], 1);
  if (remaining == 0) throw H5::DataSetIException("chunk", "more numbers than the file can hold");
  return max_count;
}

std::vector<std::int64_t> shape_of(const H5::H5File& file, const H5::DataSet& dataset, std::size_t rank) {
  const H5::DataSpace space = dataset.getSpace();
  if (static_cast<std::size_t>(space.getSimpleExtentNdims()) != rank)
    throw H5::DataSetIException("shape", "wrong number of dimensions");
  std::vector<hsize_t> extents(rank);
  space.getSimpleExtentDims(extents.data());
  hsize_t remaining = max_values(file, dataset);
  for (const hsize_t extent : extents) {
    if (extent == 0 || extent > remaining)
      throw H5::DataSetIException("shape", "no numbers, or more than the file can hold");
    remaining /= extent;
  }
  return {extents.begin(), extents.end()};
}

// About 16 MB, and whole chunks, as each piece of a chunk would decompress all of it.
std::int64_t rows_at_once(const H5::DataSet& dataset, const torch::Tensor& tensor) {
  const std::int64_t row = tensor.stride(0) * static_cast<std::int64_t>(tensor.element_size());
  const std::int64_t rows = (std::int64_t{16} << 20) / row + 1;
  const H5::DSetCreatPropList properties = dataset.getCreatePlist();
  if (properties.getLayout() != H5D_CHUNKED) return rows;
  std::vector<hsize_t> chunk(H5S_MAX_RANK);
  properties.getChunk(H5S_MAX_RANK, chunk.data());
  const auto height = static_cast<std::int64_t>(chunk[0]);
  return (rows + height - 1) / height * height;
}

// Reads into `rows` as many rows as it has, from row `first` on.
void read_rows(const H5::DataSet& dataset, const torch::Tensor& rows, std::int64_t first) {
  const std::vector<hsize_t> extents(rows.sizes().begin(), rows.sizes().end());
  std::vector<hsize_t> start(extents.size());
  start[0] = static_cast<hsize_t>(first);
  const H5::DataSpace file_space = dataset.getSpace();
  file_space.selectHyperslab(H5S_SELECT_SET, extents.data(), start.data());
  const auto& type = rows.is_floating_point() ? H5::PredType::NATIVE_FLOAT : H5::PredType::NATIVE_INT64;
  dataset.read(rows.data_ptr(), type, H5::DataSpace(static_cast<int>(extents.size()), extents.data()),
               file_space);
}

torch::Tensor read_hdf5(const H5::H5File& file, const std::string& name, std::size_t rank, bool real) {
  const H5::DataSet dataset = file.openDataSet(name);
  const H5::DSetCreatPropList properties = dataset.getCreatePlist();
  const H5D_layout_t layout = properties.getLayout();
  if (layout == H5D_VIRTUAL || properties.getExternalCount() > 0)
    throw H5::DataSetIException(name, "its data are in other files");
  // libhdf5 (1.10.8) reads past the end of a damaged compact data set.
  if (layout != H5D_CONTIGUOUS && layout != H5D_CHUNKED)
    throw H5::DataSetIException(name, "it is neither contiguous nor chunked");
  if (dataset.getTypeClass() != (real ? H5T_FLOAT : H5T_INTEGER) || dataset.getDataType().getSize() > 8)
    throw H5::DataSetIException(name, real ? "not floating-point numbers" : "not integers");
  torch::Tensor tensor = torch::empty(shape_of(file, dataset, rank), real ? torch::kFloat32 : torch::kInt64);
  const std::int64_t n_rows = tensor.size(0), n_at_once = rows_at_once(dataset, tensor);
  for (std::int64_t begin = 0; begin < n_rows; begin += n_at_once) {
    interruption_point();
    read_rows(dataset, tensor.slice(0, begin, std::min(begin + n_at_once, n_rows)), begin);
  }
  return tensor;
}

}  // namespace

torch::Tensor parse_npy(std::string_view bytes, const std::string& path) {
  const NpyHeader header = parse_header(bytes, path);
  const auto type = scalar_type(header, path);
  const std::size_t payload = bytes.size() - header.end;
  // Dividing, since the product of a damaged header's extents may overflow.
  std::size_t remaining = payload / torch::elementSize(type), count = 1;
  for (const std::int64_t extent : header.shape) {
    remaining /= static_cast<std::size_t>(extent);
    if (remaining == 0) throw damaged(path, bytes.size(), "it holds fewer numbers than its shape says");
    count *= static_cast<std::size_t>(extent);
  }
  if (payload != count * torch::elementSize(type))
    throw damaged(path, header.end + count * torch::elementSize(type),
                  "there are data after the last number");
  torch::Tensor tensor = torch::empty(header.shape, type);
  std::memcpy(tensor.data_ptr(), bytes.data() + header.end, payload);
  return tensor.to(tensor.is_floating_point() ? torch::kFloat32 : torch::kInt64);
}

Examples read_hdf5_embeddings(const std::string& path) {
  H5::Exception::dontPrint();
  try {
    H5::FileAccPropList access;
    H5Pset_file_locking(access.getId(), false, true);
    const H5::H5File file(path, H5F_ACC_RDONLY, H5::FileCreatPropList::DEFAULT, access);
    return {read_hdf5(file, "embeddings", 2, true), read_hdf5(file, "labels", 1, false)};
  } catch (const H5::Exception& error) {
    throw UserError("cannot read embeddings and labels from " + path, "HDF5: " + error.getDetailMsg(),
                    kRegenerate);
  }
}

void check_embeddings(const Examples& examples, std::int64_t width, std::int64_t n_labels,
                      const std::string& path) {
  if (examples.inputs.dim() != 2 || examples.inputs.size(1) != width || !examples.inputs.is_floating_point())
    throw UserError(path + " does not hold embeddings of this data set",
                    fmt::format("they are rows of {} real numbers", width), kRegenerate);
  if (examples.labels.dim() != 1 || examples.labels.is_floating_point() ||
      examples.size() != examples.inputs.size(0))
    throw UserError(path + " does not match its labels",
                    fmt::format("there are {} labels for {} rows", examples.size(), examples.inputs.size(0)),
                    kRegenerate);
  const torch::Tensor bad = (~examples.inputs.isfinite().all(1))
                                .logical_or(examples.labels < 0)
                                .logical_or(examples.labels >= n_labels);
  if (const torch::Tensor rows = bad.nonzero(); rows.numel() > 0)
    throw UserError(fmt::format("{} is invalid in row {}", path, rows[0].item<std::int64_t>()),
                    fmt::format("a number is not finite, or the label is not from 0 to {}", n_labels - 1),
                    kRegenerate);
}

}  // namespace friendly
