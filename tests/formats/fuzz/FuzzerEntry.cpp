#include <cstddef>
#include <cstdint>

#include "formats/fuzz/Fuzz.hpp"

// libFuzzer's entry point.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  friendly::read_fuzzed({reinterpret_cast<const char*>(data), size});
  return 0;
}
