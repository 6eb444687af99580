#include "formats/SealedFile.hpp"
#include "formats/fuzz/Fuzz.hpp"
#include "formats/fuzz/FuzzedFile.hpp"

namespace friendly {

// Most inputs end at the checksum: what lies behind it meets libhdf5's own faults (CMakeLists.txt).
void read_fuzzed(std::string_view bytes) {
  const FuzzedFile file(bytes);
  refusing_is_fine([&] {
    const UnsplitDataset examples = map_sealed_file(file.path()).dataset;
    sum_up(examples.known);
    sum_up(examples.test);
  });
}

}  // namespace friendly
