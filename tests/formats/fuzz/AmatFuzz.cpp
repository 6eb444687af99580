#include "formats/Amat.hpp"
#include "formats/fuzz/Fuzz.hpp"

namespace friendly {

void read_fuzzed(std::string_view bytes) {
  // Images of 2 x 2 keep lines short. The first byte decides where the text is split into blocks.
  refusing_is_fine([&] {
    AmatParser parser("f", 2, 10);
    const std::size_t cut = bytes.empty() ? 0 : static_cast<unsigned char>(bytes[0]) % bytes.size();
    parser.feed(bytes.substr(0, cut));
    parser.feed(bytes.substr(cut));
    parser.finish();
  });
}

}  // namespace friendly
