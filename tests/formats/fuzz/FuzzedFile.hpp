#pragma once
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "dataset/Dataset.hpp"

namespace friendly {

/// A file that holds one input: HDF5 asks for a file's real path, which a file in memory does not have.
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

/// Reads a part to its last byte, so that a tensor beyond its file does not go unseen.
inline void sum_up(const Examples& part) {
  part.inputs.sum();
  part.labels.sum();
}

}  // namespace friendly
