#include "formats/Idx.hpp"
#include "formats/fuzz/Fuzz.hpp"

namespace friendly {

void read_fuzzed(std::string_view bytes) {
  refusing_is_fine([&] { parse_idx_images(bytes, "f"); });
  refusing_is_fine([&] { parse_idx_labels(bytes, "f", 10); });
}

}  // namespace friendly
