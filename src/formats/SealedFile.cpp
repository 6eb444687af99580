#include "formats/SealedFile.hpp"

#include <H5Cpp.h>
#include <fmt/format.h>

#include <charconv>
#include <cstring>
#include <fstream>
#include <memory>

#include "core/AtomicFile.hpp"
#include "core/Digest.hpp"
#include "core/Error.hpp"
#include "core/Interruption.hpp"
#include "formats/Hdf5Image.hpp"
#include "formats/MappedFile.hpp"
#include "formats/SparseRows.hpp"

namespace friendly {
namespace {

constexpr std::size_t kLongestText = std::size_t{1} << 20;
constexpr std::size_t kBlock = std::size_t{8} << 20;  // written between two interruption points

// The user block before HDF5's own bytes holds their checksum. Given a damaged file, libhdf5 (1.10.8) itself
// reads past the ends of its buffers, so only bytes that are exactly as written may reach it.
constexpr std::size_t kUserBlock = 4096;

std::string seal_of(std::string_view hdf5_bytes) {
  return fmt::format("friendly examples 1, CRC-32 of what follows at {}: {:08x}\n", kUserBlock,
                     crc32_of(hdf5_bytes));
}

// Data sets of a page or more start on a page, so that mapped numbers are aligned.
H5::H5File create_file() {
  H5::FileCreatPropList creation;
  creation.setUserblock(kUserBlock);
  H5::FileAccPropList access;
  H5Pset_alignment(access.getId(), 64, 4096);
  return create_hdf5_image(creation, access);
}

void write_text(H5::H5File& file, const std::string& name, const std::string& text) {
  const H5::StrType type(H5::PredType::C_S1, std::max<std::size_t>(text.size(), 1));
  file.createAttribute(name, type, H5::DataSpace()).write(type, text);
}

std::string read_text(const H5::H5File& file, const std::string& name) {
  const H5::Attribute attribute = file.openAttribute(name);
  if (attribute.getTypeClass() != H5T_STRING || attribute.getSpace().getSimpleExtentType() != H5S_SCALAR ||
      attribute.getStrType().isVariableStr() || attribute.getStrType().getSize() > kLongestText)
    throw H5::AttributeIException(name, "not a fixed-length string");
  std::string text;
  attribute.read(attribute.getStrType(), text);
  return text;
}

void write_tensor(H5::H5File& file, const std::string& name, const torch::Tensor& tensor) {
  const bool is_real = tensor.scalar_type() == torch::kFloat32;
  const std::vector<hsize_t> extents(tensor.sizes().begin(), tensor.sizes().end());
  const H5::DataSpace space(static_cast<int>(extents.size()), extents.data());
  const torch::Tensor whole = tensor.contiguous();
  const auto& file_type = is_real ? H5::PredType::IEEE_F32LE : H5::PredType::STD_I64LE;
  const auto& memory_type = is_real ? H5::PredType::NATIVE_FLOAT : H5::PredType::NATIVE_INT64;
  file.createDataSet(name, file_type, space).write(whole.data_ptr(), memory_type);
}

void write_examples(H5::H5File& file, const std::string& group, const Examples& examples) {
  file.createGroup(group);
  write_tensor(file, group + "/labels", examples.labels);
  if (examples.inputs.layout() != torch::kSparseCsr)
    return write_tensor(file, group + "/inputs", examples.inputs);
  write_tensor(file, group + "/starts", examples.inputs.crow_indices());
  write_tensor(file, group + "/columns", examples.inputs.col_indices());
  write_tensor(file, group + "/values", examples.inputs.values());
}

void write_bytes(const std::string& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary);
  while (file && !bytes.empty()) {
    interruption_point();
    const std::string_view block = bytes.substr(0, kBlock);
    file.write(block.data(), static_cast<std::streamsize>(block.size()));
    bytes.remove_prefix(block.size());
  }
  if (!file.flush())
    throw system_error("cannot write", path, "free space on the disk, or check its permissions");
}

void check_seal(std::string_view bytes) {
  interruption_point();
  if (bytes.size() < kUserBlock) throw H5::FileIException("read", "it is too short");
  const std::string seal = seal_of(bytes.substr(kUserBlock));
  if (bytes.substr(0, seal.size()) != seal) throw H5::FileIException("read", "its checksum does not match");
}

class Reader {
 public:
  // HDF5 gets the bytes that were checked: another file may have the path by now.
  explicit Reader(const std::string& path) : pages_(std::make_shared<MappedFile>(path)) {
    check_seal(pages_->bytes());
    file_ = open_hdf5_image(pages_->bytes());
  }

  std::string text(const std::string& name) const { return read_text(file_, name); }

  Examples examples(const std::string& group) const {
    const torch::Tensor labels = tensor(group + "/labels", torch::kInt64);
    check(labels.dim() == 1, group + "/labels", "not a list");
    const bool is_dense = file_.nameExists(group + "/inputs");
    const torch::Tensor inputs = is_dense ? tensor(group + "/inputs", torch::kFloat32) : rows(group);
    check(inputs.dim() >= 2 && inputs.size(0) == labels.numel(), group, "inputs and labels differ in number");
    return {inputs, labels};
  }

 private:
  static void check(bool holds, const std::string& name, const std::string& fault) {
    if (!holds) throw H5::DataSetIException(name, fault);
  }

  torch::Tensor rows(const std::string& group) const {
    const torch::Tensor starts = tensor(group + "/starts", torch::kInt64);
    const torch::Tensor columns = tensor(group + "/columns", torch::kInt64);
    const torch::Tensor values = tensor(group + "/values", torch::kFloat32);
    check(starts.dim() == 1 && columns.dim() == 1 && values.dim() == 1 && starts.numel() > 0, group,
          "not lists");
    // LibTorch follows the starts while it checks the columns, so the starts have to be checked first.
    const bool sound = starts[0].item<std::int64_t>() == 0 &&
                       starts[-1].item<std::int64_t>() == values.numel() &&
                       (starts.slice(0, 1) >= starts.slice(0, 0, -1)).all().item<bool>();
    check(sound && columns.numel() == values.numel(), group, "rows that do not match their values");
    const std::int64_t width = row_width();
    check(((columns >= 0) & (columns < width)).all().item<bool>(), group, "columns beyond their rows");
    return sparse_rows(starts, columns, values, width);
  }

  std::int64_t row_width() const {
    const std::string digits = text("width");
    std::int64_t number = 0;
    const auto [end, status] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    check(status == std::errc() && end == digits.data() + digits.size() && number > 0, "width",
          "not a positive integer");
    return number;
  }

  torch::Tensor tensor(const std::string& name, torch::ScalarType kind) const {
    const H5::DataSet dataset = file_.openDataSet(name);
    const auto& type = kind == torch::kFloat32 ? H5::PredType::IEEE_F32LE : H5::PredType::STD_I64LE;
    check(dataset.getDataType() == type, name, "wrong number format");
    const H5::DSetCreatPropList properties = dataset.getCreatePlist();
    check(properties.getLayout() == H5D_CONTIGUOUS && properties.getExternalCount() == 0, name,
          "not stored contiguously");
    const std::vector<std::int64_t> shape = shape_of(dataset, name, torch::elementSize(kind));
    const auto count = static_cast<std::uint64_t>(c10::multiply_integers(shape));
    if (count == 0) return torch::empty(shape, kind);
    const std::uint64_t offset = dataset.getOffset(), n_bytes = count * torch::elementSize(kind);
    const std::size_t size = pages_->bytes().size();
    check(offset <= size && n_bytes <= size - offset, name, "data past the file's end");
    char* const data = const_cast<char*>(pages_->bytes().data()) + offset;
    const auto keep = [pages = pages_](void*) {};
    if (offset % torch::elementSize(kind) == 0) return torch::from_blob(data, shape, keep, kind);
    // Data sets smaller than a page may start anywhere.
    torch::Tensor copy = torch::empty(shape, kind);
    std::memcpy(copy.data_ptr(), data, n_bytes);
    return copy;
  }

  // Dividing, since the product of a damaged file's extents may overflow.
  std::vector<std::int64_t> shape_of(const H5::DataSet& dataset, const std::string& name,
                                     std::size_t width) const {
    const H5::DataSpace space = dataset.getSpace();
    check(space.getSimpleExtentType() == H5S_SIMPLE, name, "not an array");
    std::vector<hsize_t> extents(static_cast<std::size_t>(space.getSimpleExtentNdims()));
    space.getSimpleExtentDims(extents.data());
    hsize_t remaining = pages_->bytes().size() / width;
    for (const hsize_t extent : extents) {
      check(extent <= remaining, name, "data past the file's end");
      remaining /= std::max<hsize_t>(extent, 1);
    }
    return {extents.begin(), extents.end()};
  }

  std::shared_ptr<const MappedFile> pages_;
  H5::H5File file_;
};

}  // namespace

void write_sealed_file(const std::string& path, const UnsplitDataset& dataset, const std::string& stamp) {
  H5::Exception::dontPrint();
  try {
    H5::H5File file = create_file();
    write_text(file, "origin", dataset.origin);
    write_text(file, "checksum", dataset.checksum);
    write_text(file, "width", std::to_string(dataset.known.inputs.size(1)));
    write_text(file, "stamp", stamp);
    write_examples(file, "known", dataset.known);
    write_examples(file, "test", dataset.test);
    char* const image = hdf5_image(file);
    const std::string_view bytes(image, file.getFileSize());
    const std::string seal = seal_of(bytes.substr(kUserBlock));
    seal.copy(image, seal.size());
    replace_file(path, [&](const std::string& aside) { write_bytes(aside, bytes); });
  } catch (const H5::Exception& error) {
    throw UserError("cannot write " + path, "HDF5: " + error.getDetailMsg(), "free some memory");
  }
}

SealedFile map_sealed_file(const std::string& path) {
  H5::Exception::dontPrint();
  try {
    const Reader reader(path);
    return {
        {reader.examples("known"), reader.examples("test"), reader.text("checksum"), reader.text("origin")},
        reader.text("stamp")};
  } catch (const H5::Exception& error) {
    throw UserError("cannot read the data file " + path, "HDF5: " + error.getDetailMsg(),
                    "remove it and generate it again");
  } catch (const c10::Error& error) {
    throw UserError("cannot read the data file " + path,
                    std::string("its rows are damaged: ") + error.what_without_backtrace(),
                    "remove it and generate it again");
  }
}

}  // namespace friendly
