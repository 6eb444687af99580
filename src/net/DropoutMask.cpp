#include "net/DropoutMask.hpp"

#include <algorithm>
#include <cmath>

#include "core/Philox.hpp"

namespace friendly {
namespace {

template <class Number>
struct Mask {
  Number* values;
  std::int64_t count, blocks;
  std::uint32_t threshold;  // words from this on keep their element
  Number kept;
  PhiloxKey key;
  std::uint32_t layer;
};

// Philox of kLanes counters side by side, in loops that the compiler makes vectors of.
constexpr std::int64_t kLanes = 64;
struct Lanes {
  std::uint32_t words[4][kLanes];
};

FRIENDLY_INLINE Lanes philox_lanes(std::int64_t first_block, std::uint32_t layer, PhiloxKey key) {
  Lanes lanes;
  for (std::uint32_t i = 0; i < kLanes; ++i) {
    const std::int64_t block = first_block + i;
    lanes.words[0][i] = static_cast<std::uint32_t>(block);
    lanes.words[1][i] = static_cast<std::uint32_t>(block >> 32);
    lanes.words[2][i] = layer;
    lanes.words[3][i] = 0;
  }
  for (int round = 0; round < kPhiloxRounds; ++round, key = next_philox_key(key))
    for (std::int64_t i = 0; i < kLanes; ++i)
      philox_round(lanes.words[0][i], lanes.words[1][i], lanes.words[2][i], lanes.words[3][i], key);
  return lanes;
}

template <class Number>
FRIENDLY_INLINE void loop(const Mask<Number>& mask) {
  for (std::int64_t first = 0; first < mask.blocks; first += kLanes) {
    const Lanes lanes = philox_lanes(first, mask.layer, mask.key);
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
FRIENDLY_AVX2 void loop_avx2(const Mask<Number>& mask) {
  loop(mask);
}
template <class Number>
FRIENDLY_AVX512 void loop_avx512(const Mask<Number>& mask) {
  loop(mask);
}

}  // namespace

template <class Number>
void fill_dropout_mask(Number* mask, std::int64_t count, double probability, std::uint64_t key,
                       std::uint32_t layer) {
  const Mask<Number> all = {mask,
                            count,
                            (count + 3) / 4,
                            static_cast<std::uint32_t>(std::llround(probability * 4294967296.0)),
                            static_cast<Number>(1 / (1 - probability)),
                            {static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32)},
                            layer};
  if (vector_level() == VectorLevel::avx512) return loop_avx512(all);
  if (vector_level() == VectorLevel::avx2) return loop_avx2(all);
  loop(all);
}

template void fill_dropout_mask(float*, std::int64_t, double, std::uint64_t, std::uint32_t);
template void fill_dropout_mask(double*, std::int64_t, double, std::uint64_t, std::uint32_t);

}  // namespace friendly
