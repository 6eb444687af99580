#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace friendly {

/// An open file whose failures are UserErrors that name it. Uses neither locks nor memory mapping, so it
/// works on network file systems.
class OutputFile {
 public:
  enum class Mode { create, update };

  /// Opens `path` for writing: `create` creates or empties it, `update` requires it to exist.
  OutputFile(std::string path, Mode mode);
  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&&) = delete;
  ~OutputFile();

  /// Writes as many of `bytes` as the disk takes at once, starting at `offset`, and returns how many.
  std::size_t write_some(std::size_t offset, std::string_view bytes);
  /// Writes all of `bytes` to the beginning of the file.
  void write_all(std::string_view bytes);
  void truncate(std::size_t size);
  /// Returns once everything written is on the disk.
  void sync();
  /// Closes the file and reports writes that failed only now: network file systems write late.
  void close();

 private:
  std::string path_;
  int descriptor_;
};

/// The whole content of `path`. Throws UserError if it cannot be read.
std::string read_file(const std::string& path);

}  // namespace friendly
