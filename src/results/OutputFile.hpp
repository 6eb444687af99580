#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace friendly {

/// An open file whose failures are UserErrors that name it. Needs no locks and maps nothing into memory, so
/// it works on network file systems.
class OutputFile {
 public:
  enum class Mode { create, update };

  /// Opens `path` for writing: `create` makes it new and empty, `update` needs it to be there.
  OutputFile(std::string path, Mode mode);
  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&&) = delete;
  ~OutputFile();

  /// Writes a first part of `bytes` at `offset`, as the disk takes it, and returns how many bytes that were.
  std::size_t write_some(std::size_t offset, std::string_view bytes);
  void write_all(std::string_view bytes);
  void truncate(std::size_t size);
  /// Returns when the disk has what was written.
  void sync();
  /// Closes and reports what the file system refused until then (network file systems write late).
  void close();

 private:
  std::string path_;
  int descriptor_;
};

/// The whole content of `path`; throws UserError.
std::string read_file(const std::string& path);

}  // namespace friendly
