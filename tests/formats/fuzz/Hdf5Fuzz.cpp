#include "formats/Embeddings.hpp"
#include "formats/fuzz/Fuzz.hpp"
#include "formats/fuzz/FuzzedFile.hpp"

namespace friendly {

void read_fuzzed(std::string_view bytes) {
  const FuzzedFile file(bytes);
  refusing_is_fine([&] { sum_up(read_hdf5_embeddings(file.path())); });
}

}  // namespace friendly
