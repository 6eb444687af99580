#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "dataset/DataFile.hpp"
#include "dataset/Embeddings.hpp"
#include "dataset/fuzz/Fuzz.hpp"

namespace friendly {
namespace {

// HDF5 asks for a file's real path, which a file in memory does not have.
struct TemporaryFile {
  ~TemporaryFile() { std::filesystem::remove(path); }
  const std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("friendly_fuzz_" + std::to_string(::getpid()) + ".h5");
};

// What is mapped is read to its last byte, so that a tensor beyond the file does not go unseen.
void sum_up(const Part& part) {
  part.inputs.sum();
  part.labels.sum();
}

}  // namespace

void read_fuzzed(std::string_view bytes) {
  static const TemporaryFile file;
  const std::string path = file.path.string();
  std::ofstream(path, std::ios::binary) << bytes;
  refusing_is_fine([&] {
    const Examples examples = map_data_file(path).examples;
    sum_up(examples.known);
    sum_up(examples.test);
  });
  refusing_is_fine([&] { sum_up(read_hdf5_embeddings(path)); });
}

}  // namespace friendly
