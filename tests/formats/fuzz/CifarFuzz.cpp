#include "formats/Cifar.hpp"
#include "formats/fuzz/Fuzz.hpp"

namespace friendly {

void read_fuzzed(std::string_view bytes) {
  refusing_is_fine([&] { parse_cifar(bytes, "f"); });
  refusing_is_fine([&] { parse_permutation(std::string(bytes), "f", 5); });
}

}  // namespace friendly
