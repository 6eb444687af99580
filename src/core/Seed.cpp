#include "core/Seed.hpp"

namespace friendly {
namespace {

// The finaliser of SplitMix64 (Steele, Lea, Flood 2014): every input bit reaches every output bit.
std::uint64_t mix(std::uint64_t z) {
  z += 0x9e3779b97f4a7c15ULL;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

}  // namespace

std::uint64_t derive_seed(std::string_view purpose, std::initializer_list<std::int64_t> numbers) {
  std::uint64_t state = mix(purpose.size());
  for (char letter : purpose) state = mix(state ^ static_cast<unsigned char>(letter));
  for (std::int64_t number : numbers) state = mix(state ^ mix(static_cast<std::uint64_t>(number)));
  return state;
}

}  // namespace friendly
