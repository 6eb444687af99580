#include "formats/SealedFile.hpp"
#include "formats/fuzz/Fuzz.hpp"
#include "formats/fuzz/FuzzedFile.hpp"

namespace friendly {

// Most inputs fail the checksum, which keeps damaged files away from libhdf5's own faults (see
// CMakeLists.txt).
void read_fuzzed(std::string_view bytes) {
  const FuzzedFile file(bytes);
  refusing_is_fine([&] {
    const UnsplitDataset dataset = map_sealed_file(file.path()).dataset;
    sum_up(dataset.known);
    sum_up(dataset.test);
  });
}

}  // namespace friendly
