#include "formats/Embeddings.hpp"
#include "formats/fuzz/Fuzz.hpp"

namespace friendly {

void read_fuzzed(std::string_view bytes) {
  refusing_is_fine([&] { parse_npy(bytes, "f"); });
}

}  // namespace friendly
