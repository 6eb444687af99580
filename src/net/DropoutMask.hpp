#pragma once
#include <cstdint>

namespace friendly {

/// Fills `mask` with 1 / (1 - probability), and with 0 at random places, a share `probability` of all. The
/// places depend on `key`, `layer` and `count` alone: word w of Philox's block b decides for element w *
/// ceil(count / 4) + b.
template <class Number>
void fill_dropout_mask(Number* mask, std::int64_t count, double probability, std::uint64_t key,
                       std::uint32_t layer);

}  // namespace friendly
