#pragma once
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "formats/Examples.hpp"

namespace friendly {

/// A temporary file that holds one input: HDF5 needs a real path, which a file in memory does not have.
class FuzzedFile {
 public:
  explicit FuzzedFile(std::string_view bytes) { std::ofstream(path_, std::ios::binary) << bytes; }
  ~FuzzedFile() { std::filesystem::remove(path_); }
  FuzzedFile(const FuzzedFile&) = delete;
  FuzzedFile& operator=(const FuzzedFile&) = delete;
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_ =
      std::filesystem::temp_directory_path() / ("friendly_fuzz_" + std::to_string(::getpid()) + ".h5");
};

/// Reads all inputs and labels, so that a tensor that extends beyond its file is noticed.
inline void sum_up(const Examples& examples) {
  examples.inputs.sum();
  examples.labels.sum();
}

}  // namespace friendly
