#include <sys/mman.h>
#include <unistd.h>

#include "formats/CompressedFile.hpp"
#include "formats/fuzz/Fuzz.hpp"

namespace friendly {

// Uses a file in memory, to spare the disk millions of writes.
void read_fuzzed(std::string_view bytes) {
  static const int descriptor = ::memfd_create("fuzzed", 0);
  static const std::string path = "/proc/self/fd/" + std::to_string(descriptor);
  if (::ftruncate(descriptor, 0) != 0 || ::pwrite(descriptor, bytes.data(), bytes.size(), 0) < 0) return;
  refusing_is_fine([&] { read_uncompressed(path, std::size_t{1} << 20); });
}

}  // namespace friendly
