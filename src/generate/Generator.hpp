#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/Random.hpp"
#include "formats/Examples.hpp"

namespace friendly {

inline constexpr std::int64_t kSide = 28;
inline constexpr std::int64_t kPixels = kSide * kSide;

/// Draws example `index`, [kSide, kSide] pixels in [0, 1], and returns its label.
using Painter = std::function<std::int64_t(std::int64_t index, RandomStream& random, float* pixels)>;

/// Paints `count` examples in parallel: inputs [count, 1, kSide, kSide]. Each example has its own random
/// stream, determined by `purpose`, `seed` and its index, so the result does not depend on the number of
/// threads.
Examples paint(std::int64_t count, const std::string& purpose, std::int64_t seed, const Painter& painter);

/// The digits that a set is made from.
struct DigitSource {
  Examples digits;       ///< inputs [N, 1, kSide, kSide]
  std::string checksum;  ///< of the files they were read from
};

/// What to generate.
struct GeneratorRequest {
  std::string name;  ///< one of generated_names()
  std::int64_t seed = 1;
  std::int64_t n_known = 0;  ///< examples for training and validation
  std::int64_t n_test = 50000;
  std::string photographs;  ///< folder of PNG, JPEG or PGM files; empty: default_photographs()
};

/// The names of the sets that can be generated: all of Larochelle et al.'s.
const std::vector<std::string>& generated_names();

/// Whether generate() makes this set from digits, which it must then be given.
bool needs_digits(const std::string& name);

/// Generates one of Larochelle et al.'s sets (docs/method.md, "Data"). The result's `origin` states the
/// version, seed and photographs. Throws UserError if the set has no generator, photographs are missing,
/// n_test is below 1, or more examples are requested than there are digits.
UnsplitDataset generate(const GeneratorRequest& request, const DigitSource& digits = {});

/// The checksum of the set that generate() would draw, which tells at once whether another one is the same.
/// Throws UserError likewise.
std::string generated_checksum(const GeneratorRequest& request, const DigitSource& digits = {});

}  // namespace friendly
