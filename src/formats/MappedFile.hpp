#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace friendly {

/// The pages of a file, which all processes of a machine share. They stay those of the file that was opened,
/// even if another one takes its name, and must not be written to.
class MappedFile {
 public:
  /// Throws UserError if the file cannot be opened or mapped.
  explicit MappedFile(const std::string& path);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::string_view bytes() const { return {static_cast<const char*>(start_), size_}; }

 private:
  void* start_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace friendly
