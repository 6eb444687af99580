#include "results/Hdf5Driver.hpp"

#if __has_include(<H5FDdevelop.h>)
#include <H5FDdevelop.h>
#endif

#include <algorithm>
#include <cstring>
#include <limits>
#include <string_view>

namespace friendly {
namespace {

// HDF5 knows an open file as a pointer to the first member.
struct OpenFile {
  H5FD_t base;
  Hdf5File* file;
  haddr_t end_of_addresses;
};

// HDF5 passes what it needs to open a file as a copy of these bytes.
struct Access {
  Hdf5File* file;
};

OpenFile* open_file(const H5FD_t* base) {
  return reinterpret_cast<OpenFile*>(const_cast<H5FD_t*>(base));
}

H5FD_t* open(const char*, unsigned, hid_t access_id, haddr_t) {
  const auto* access = static_cast<const Access*>(H5Pget_driver_info(access_id));
  return access == nullptr ? nullptr : &(new OpenFile{{}, access->file, 0})->base;
}

herr_t close(H5FD_t* base) {
  delete open_file(base);
  return 0;
}

herr_t query(const H5FD_t*, unsigned long* flags) {
  // As HDF5's own driver for plain files: small requests are gathered into larger ones.
  *flags = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA | H5FD_FEAT_DATA_SIEVE |
           H5FD_FEAT_AGGREGATE_SMALLDATA | H5FD_FEAT_DEFAULT_VFD_COMPATIBLE;
  return 0;
}

haddr_t end_of_addresses(const H5FD_t* base, H5FD_mem_t) {
  return open_file(base)->end_of_addresses;
}

herr_t set_end_of_addresses(H5FD_t* base, H5FD_mem_t, haddr_t end) {
  open_file(base)->end_of_addresses = end;
  return 0;
}

haddr_t end_of_file(const H5FD_t* base, H5FD_mem_t) {
  return open_file(base)->file->size();
}

herr_t read(H5FD_t* base, H5FD_mem_t, hid_t, haddr_t offset, size_t size, void* bytes) {
  return open_file(base)->file->read(offset, static_cast<char*>(bytes), size) ? 0 : -1;
}

herr_t write(H5FD_t* base, H5FD_mem_t, hid_t, haddr_t offset, size_t size, const void* bytes) {
  open_file(base)->file->write(offset, static_cast<const char*>(bytes), size);
  return 0;
}

herr_t truncate(H5FD_t* base, hid_t, hbool_t) {
  open_file(base)->file->truncate(open_file(base)->end_of_addresses);
  return 0;
}

H5FD_class_t driver_class() {
  H5FD_class_t driver = {};
#ifdef H5FD_CLASS_VERSION
  driver.version = H5FD_CLASS_VERSION;
  driver.value = static_cast<H5FD_class_value_t>(600);  // from the range for one's own drivers
#endif
  driver.name = "friendly";
  driver.maxaddr = std::numeric_limits<std::int64_t>::max();
  driver.fc_degree = H5F_CLOSE_WEAK;
  driver.fapl_size = sizeof(Access);
  driver.open = open;
  driver.close = close;
  driver.query = query;
  driver.get_eoa = end_of_addresses;
  driver.set_eoa = set_end_of_addresses;
  driver.get_eof = end_of_file;
  driver.read = read;
  driver.write = write;
  driver.truncate = truncate;
  const H5FD_mem_t one_kind_of_space[] = H5FD_FLMAP_DICHOTOMY;
  std::copy(std::begin(one_kind_of_space), std::end(one_kind_of_space), driver.fl_map);
  return driver;
}

hid_t driver_id() {
  static const H5FD_class_t driver = driver_class();
  static const hid_t id = H5FDregister(&driver);
  return id;
}

}  // namespace

Hdf5File::Hdf5File(const std::string& path, Mode mode)
    : mode_(mode),
      input_([&] {
        if (mode == Mode::create) output_.emplace(path, OutputFile::Mode::create);
        return InputFile(path);
      }()),
      size_(input_.size()) {}

H5::H5File Hdf5File::open() {
  H5::FileAccPropList access;
  const Access info{this};
  if (H5Pset_driver(access.getId(), driver_id(), &info) < 0)
    throw H5::PropListIException("H5Pset_driver", "cannot set the driver");
  return {input_.path(), mode_ == Mode::create ? H5F_ACC_TRUNC : H5F_ACC_RDONLY,
          H5::FileCreatPropList::DEFAULT, access};
}

bool Hdf5File::read(std::uint64_t offset, char* bytes, std::size_t size) noexcept {
  try {
    const std::size_t count = input_.read(offset, bytes, size);
    std::fill(bytes + count, bytes + size, '\0');
    return true;
  } catch (const UserError& error) {
    if (!error_) error_ = error;
    return false;
  }
}

void Hdf5File::write(std::uint64_t offset, const char* bytes, std::size_t size) noexcept {
  size_ = std::max(size_, offset + size);
  if (error_) return;
  try {
    for (std::size_t done = 0; done < size;)
      done += output_->write_some(offset + done, std::string_view(bytes + done, size - done));
  } catch (const UserError& error) {
    error_ = error;
  }
}

void Hdf5File::truncate(std::uint64_t size) noexcept {
  if (mode_ == Mode::read) return;
  size_ = size;
  if (error_) return;
  try {
    output_->truncate(size);
  } catch (const UserError& error) {
    error_ = error;
  }
}

}  // namespace friendly
