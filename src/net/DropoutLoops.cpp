#include "net/DropoutLoops.hpp"

#include <algorithm>

namespace friendly {
namespace {

// Philox of kLanes counters side by side, in loops that the compiler makes vectors of.
constexpr std::int64_t kLanes = 64;
struct Lanes {
  std::uint32_t words[4][kLanes];
};

FRIENDLY_INLINE Lanes philox_lanes(std::int64_t first_block, std::uint32_t layer, PhiloxKey key) {
  Lanes lanes;
  for (std::uint32_t i = 0; i < kLanes; ++i) {
    const PhiloxCounter counter = dropout_counter(first_block + i, layer);
    for (std::size_t word = 0; word < 4; ++word) lanes.words[word][i] = counter[word];
  }
  for (int round = 0; round < kPhiloxRounds; ++round, key = next_philox_key(key))
    for (std::int64_t i = 0; i < kLanes; ++i)
      philox_round(lanes.words[0][i], lanes.words[1][i], lanes.words[2][i], lanes.words[3][i], key);
  return lanes;
}

template <class Number>
FRIENDLY_INLINE void loop(const DropoutMask<Number>& mask) {
  const PhiloxKey key = dropout_key(mask.key);
  for (std::int64_t first = 0; first < mask.blocks; first += kLanes) {
    const Lanes lanes = philox_lanes(first, mask.layer, key);
    const std::int64_t size = std::min(kLanes, mask.blocks - first);
    for (std::int64_t w = 0; w < 4; ++w) {
      const std::int64_t begin = w * mask.blocks + first;
      const std::int64_t count = std::min(size, mask.count - begin);  // fewer, even none, at the end
      Number* const values = mask.values + begin;
      if (count == kLanes)  // of a constant length, for the compiler
        for (std::int64_t i = 0; i < kLanes; ++i)
          values[i] = lanes.words[w][i] >= mask.threshold ? mask.kept : Number(0);
      else
        for (std::int64_t i = 0; i < count; ++i)
          values[i] = lanes.words[w][i] >= mask.threshold ? mask.kept : Number(0);
    }
  }
}

template <class Number>
FRIENDLY_AVX2 void loop_avx2(const DropoutMask<Number>& mask) {
  loop(mask);
}
template <class Number>
FRIENDLY_AVX512 void loop_avx512(const DropoutMask<Number>& mask) {
  loop(mask);
}

}  // namespace

template <class Number>
void fill_by_loop(const DropoutMask<Number>& mask) {
  if (vector_level() == VectorLevel::avx512) return loop_avx512(mask);
  if (vector_level() == VectorLevel::avx2) return loop_avx2(mask);
  loop(mask);
}

template void fill_by_loop(const DropoutMask<float>&);
template void fill_by_loop(const DropoutMask<double>&);

}  // namespace friendly
