#include "formats/ImageFile.hpp"
#include "formats/fuzz/Fuzz.hpp"

namespace friendly {

void read_fuzzed(std::string_view bytes) {
  refusing_is_fine([&] { decode_grey_image(bytes, "f"); });
}

}  // namespace friendly
