#include "dataset/DataFile.hpp"
#include "dataset/fuzz/Fuzz.hpp"
#include "dataset/fuzz/FuzzedFile.hpp"

namespace friendly {

void read_fuzzed(std::string_view bytes) {
  const FuzzedFile file(bytes);
  refusing_is_fine([&] {
    const Examples examples = map_data_file(file.path()).examples;
    sum_up(examples.known);
    sum_up(examples.test);
  });
}

}  // namespace friendly
