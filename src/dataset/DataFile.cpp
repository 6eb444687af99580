#include "dataset/DataFile.hpp"

#include <H5Cpp.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <memory>
#include <numeric>

#include "core/AtomicFile.hpp"
#include "core/Error.hpp"
#include "dataset/SparseRows.hpp"

namespace friendly {
namespace {

constexpr const char* kFormat = "friendly examples 1";

// Data sets of a page or more start on a page, so that mapped numbers are aligned; no locks, which some
// cluster file systems lack: a file is complete before it gets its name, and never changed after.
H5::FileAccPropList access_properties() {
  H5::FileAccPropList access;
  H5Pset_alignment(access.getId(), 64, 4096);
  H5Pset_file_locking(access.getId(), false, true);
  return access;
}

void write_text(H5::H5File& file, const std::string& name, const std::string& text) {
  const H5::StrType type(H5::PredType::C_S1, std::max<std::size_t>(text.size(), 1));
  file.createAttribute(name, type, H5::DataSpace()).write(type, text);
}

std::string read_text(const H5::H5File& file, const std::string& name) {
  const H5::Attribute attribute = file.openAttribute(name);
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

void write_part(H5::H5File& file, const std::string& group, const Part& part) {
  file.createGroup(group);
  write_tensor(file, group + "/labels", part.labels);
  if (part.inputs.layout() != torch::kSparseCsr) return write_tensor(file, group + "/inputs", part.inputs);
  write_tensor(file, group + "/starts", part.inputs.crow_indices());
  write_tensor(file, group + "/columns", part.inputs.col_indices());
  write_tensor(file, group + "/values", part.inputs.values());
}

// A file's pages, mapped until the last tensor in them is gone.
class Mapping {
 public:
  explicit Mapping(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) throw system_error("cannot open", path, "check its permissions");
    struct stat status {};
    ::fstat(descriptor, &status);
    size_ = static_cast<std::size_t>(status.st_size);
    start_ = ::mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE, descriptor, 0);
    ::close(descriptor);
    if (start_ == MAP_FAILED) throw system_error("cannot map", path, "free some memory");
  }
  ~Mapping() { ::munmap(start_, size_); }
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;

  std::byte* at(std::uint64_t offset, std::uint64_t n_bytes) const {
    if (offset > size_ || n_bytes > size_ - offset)
      throw H5::FileIException("map", "data past the file's end");
    return static_cast<std::byte*>(start_) + offset;
  }

 private:
  void* start_;
  std::size_t size_;
};

class Reader {
 public:
  explicit Reader(const std::string& path)
      : file_(path, H5F_ACC_RDONLY, H5::FileCreatPropList::DEFAULT, access_properties()),
        mapping_(std::make_shared<Mapping>(path)) {
    if (text("format") != kFormat) throw H5::FileIException("read", "another format");
  }

  std::string text(const std::string& name) const { return read_text(file_, name); }

  Part part(const std::string& group) const {
    const torch::Tensor labels = tensor(group + "/labels");
    if (file_.nameExists(group + "/inputs")) return {tensor(group + "/inputs"), labels};
    return {sparse_rows(tensor(group + "/starts"), tensor(group + "/columns"), tensor(group + "/values"),
                        std::stoll(text("width"))),
            labels};
  }

 private:
  torch::Tensor tensor(const std::string& name) const {
    const H5::DataSet dataset = file_.openDataSet(name);
    const H5::DataSpace space = dataset.getSpace();
    std::vector<hsize_t> extents(static_cast<std::size_t>(space.getSimpleExtentNdims()));
    space.getSimpleExtentDims(extents.data());
    const bool is_real = dataset.getTypeClass() == H5T_FLOAT;
    const auto kind = is_real ? torch::kFloat32 : torch::kInt64;
    const std::uint64_t width = is_real ? sizeof(float) : sizeof(std::int64_t);
    if (dataset.getDataType().getSize() != width)
      throw H5::DataSetIException("read", "another number format");
    const auto count = std::accumulate(extents.begin(), extents.end(), std::uint64_t{1}, std::multiplies<>());
    const std::vector<std::int64_t> shape(extents.begin(), extents.end());
    if (count == 0) return torch::empty(shape, kind);
    std::byte* const data = mapping_->at(dataset.getOffset(), count * width);
    return torch::from_blob(
        data, shape, [mapping = mapping_](void*) {}, kind);
  }

  H5::H5File file_;
  std::shared_ptr<const Mapping> mapping_;
};

}  // namespace

void write_data_file(const std::string& path, const Examples& examples, const std::string& stamp) {
  H5::Exception::dontPrint();
  replace_file(path, [&](const std::string& aside) {
    try {
      H5::H5File file(aside, H5F_ACC_TRUNC, H5::FileCreatPropList::DEFAULT, access_properties());
      write_text(file, "format", kFormat);
      write_text(file, "origin", examples.origin);
      write_text(file, "checksum", examples.checksum);
      write_text(file, "width", std::to_string(examples.known.inputs.size(1)));
      write_text(file, "stamp", stamp);
      write_part(file, "known", examples.known);
      write_part(file, "test", examples.test);
      file.close();
    } catch (const H5::Exception& error) {
      throw UserError("cannot write " + aside, "HDF5: " + error.getDetailMsg(), "free space on the disk");
    }
  });
}

DataFile map_data_file(const std::string& path) {
  H5::Exception::dontPrint();
  try {
    const Reader reader(path);
    return {{reader.part("known"), reader.part("test"), reader.text("checksum"), reader.text("origin")},
            reader.text("stamp")};
  } catch (const H5::Exception& error) {
    throw UserError("cannot read the data file " + path, "HDF5: " + error.getDetailMsg(),
                    "remove it and make it again");
  }
}

}  // namespace friendly
