#include "dataset/DataFile.hpp"
#include "dataset/fuzz/Fuzz.hpp"
#include "dataset/fuzz/FuzzedFile.hpp"

namespace friendly {

// Most inputs end at the checksum: what lies behind it meets libhdf5's own faults (CMakeLists.txt).
void read_fuzzed(std::string_view bytes) {
  const FuzzedFile file(bytes);
  refusing_is_fine([&] {
    const Examples examples = map_data_file(file.path()).examples;
    sum_up(examples.known);
    sum_up(examples.test);
  });
}

}  // namespace friendly
