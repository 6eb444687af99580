#pragma once
#include <cmath>
#include <cstdint>

#include "core/Philox.hpp"

namespace friendly {

/// A dropout mask to be filled: 1 / (1 - probability), and 0 at random places, a share `probability` of all.
/// Word w of Philox's block b decides for element w * ceil(count / 4) + b, so that the places depend on key,
/// layer and count alone.
template <class Number>
struct DropoutMask {
  Number* values;
  std::int64_t count, blocks;
  std::uint32_t threshold;  ///< words from this on keep their element
  Number kept;
  const std::int64_t* key;  ///< where the values are
  std::uint32_t layer;
};

template <class Number>
DropoutMask<Number> dropout_mask_at(Number* values, std::int64_t count, double probability,
                                    const std::int64_t* key, std::uint32_t layer) {
  return {values,
          count,
          (count + 3) / 4,
          static_cast<std::uint32_t>(std::llround(probability * 4294967296.0)),
          static_cast<Number>(1 / (1 - probability)),
          key,
          layer};
}

FRIENDLY_INLINE PhiloxKey dropout_key(const std::int64_t* key) {
  const auto bits = static_cast<std::uint64_t>(*key);
  return {static_cast<std::uint32_t>(bits), static_cast<std::uint32_t>(bits >> 32)};
}

/// Philox's counter for a block of a layer.
FRIENDLY_INLINE PhiloxCounter dropout_counter(std::int64_t block, std::uint32_t layer) {
  return {static_cast<std::uint32_t>(block), static_cast<std::uint32_t>(block >> 32), layer, 0};
}

/// Fills a mask in a CPU's memory.
template <class Number>
void fill_by_loop(const DropoutMask<Number>& mask);

}  // namespace friendly
