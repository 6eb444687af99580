#pragma once
#include <H5Cpp.h>

#include <memory>
#include <optional>
#include <string>

#include "core/Error.hpp"
#include "results/InputFile.hpp"
#include "results/OutputFile.hpp"

namespace friendly {

/// A file for HDF5 that it reads and writes with positioned reads and writes only: HDF5's own drivers want
/// locks, which network file systems lack. Also, HDF5 does not recover from a full disk: a file that cannot
/// be written cannot be closed either. So the first error is kept here, and from then on writing pretends to
/// succeed; whoever closed the file then asks error().
class Hdf5File {
 public:
  /// Opens `path` for reading, or creates or empties it for writing. Throws UserError.
  enum class Mode { read, create };
  Hdf5File(const std::string& path, Mode mode);
  Hdf5File(const Hdf5File&) = delete;
  Hdf5File& operator=(const Hdf5File&) = delete;

  /// The file as HDF5 sees it, which must be closed before this object dies. Throws H5::Exception.
  H5::H5File open();

  /// The first error since the file was opened.
  const std::optional<UserError>& error() const { return error_; }

  /// The four below are for the driver, which is C; they do not throw. Reading beyond the end gives zeros.
  std::uint64_t size() const { return size_; }
  bool read(std::uint64_t offset, char* bytes, std::size_t size) noexcept;
  void write(std::uint64_t offset, const char* bytes, std::size_t size) noexcept;
  void truncate(std::uint64_t size) noexcept;

 private:
  Mode mode_;
  std::optional<OutputFile> output_;  // only for writing
  InputFile input_;
  std::uint64_t size_;
  std::optional<UserError> error_;
};

}  // namespace friendly
