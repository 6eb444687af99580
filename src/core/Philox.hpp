#pragma once
#include <array>
#include <cstdint>

#include "core/VectorLevel.hpp"

namespace friendly {

using PhiloxCounter = std::array<std::uint32_t, 4>;
using PhiloxKey = std::array<std::uint32_t, 2>;

inline constexpr int kPhiloxRounds = 10;

/// One round on the counter (a, b, c, d).
FRIENDLY_INLINE constexpr void philox_round(std::uint32_t& a, std::uint32_t& b, std::uint32_t& c,
                                            std::uint32_t& d, const PhiloxKey& key) {
  const std::uint64_t first = std::uint64_t{0xD2511F53} * a, second = std::uint64_t{0xCD9E8D57} * c;
  a = static_cast<std::uint32_t>(second >> 32) ^ b ^ key[0];
  b = static_cast<std::uint32_t>(second);
  c = static_cast<std::uint32_t>(first >> 32) ^ d ^ key[1];
  d = static_cast<std::uint32_t>(first);
}

FRIENDLY_INLINE constexpr PhiloxKey next_philox_key(const PhiloxKey& key) {
  return {key[0] + 0x9E3779B9, key[1] + 0xBB67AE85};
}

/// Philox 4×32 with ten rounds (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011): four
/// random words for each counter and key. Nothing is carried from one call to the next, so nothing need be
/// saved, and the words are the same on every device.
FRIENDLY_INLINE constexpr PhiloxCounter philox(PhiloxCounter counter, PhiloxKey key) {
  for (int round = 0; round < kPhiloxRounds; ++round, key = next_philox_key(key))
    philox_round(counter[0], counter[1], counter[2], counter[3], key);
  return counter;
}

}  // namespace friendly
