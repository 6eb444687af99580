#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace friendly {

/// A file open for reading at any position. Uses neither locks nor memory mapping, so it works on network
/// file systems. Failures are UserErrors that name the file.
class InputFile {
 public:
  explicit InputFile(std::string path);
  InputFile(InputFile&& other) noexcept;
  InputFile& operator=(InputFile&&) = delete;
  ~InputFile();

  /// The file at `path`, or nothing if there is none.
  static std::optional<InputFile> if_exists(const std::string& path);

  std::uint64_t size() const;  ///< bytes at this moment
  double modified() const;     ///< Unix time of the last change
  const std::string& path() const { return path_; }

  /// Reads up to `size` bytes from `offset` on into `bytes`; returns how many: fewer only at the file's end.
  std::size_t read(std::uint64_t offset, char* bytes, std::size_t size) const;
  /// The content from `offset` on, at most `size` bytes.
  std::string read(std::uint64_t offset, std::size_t size) const;

 private:
  InputFile(std::string path, int descriptor);

  std::string path_;
  int descriptor_;
};

}  // namespace friendly
