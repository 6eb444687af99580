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

/// Draws one example of [kSide, kSide] pixels in [0, 1] and returns its label.
using Painter = std::function<std::int64_t(std::int64_t index, RandomStream& random, float* pixels)>;

/// `count` examples, painted in parallel. Example i draws from a stream of its own, given by `purpose`,
/// `seed` and i, so the result does not depend on the number of threads.
Examples paint(std::int64_t count, const std::string& purpose, std::int64_t seed, const Painter& painter);

/// Digits to make a set from: [N, 1, kSide, kSide], and a checksum of what they were read from.
struct DigitSource {
  Examples digits;
  std::string checksum;
};

struct GeneratorRequest {
  std::string name;
  std::int64_t seed = 1;
  std::int64_t n_known = 0;  ///< examples for training and validation
  std::int64_t n_test = 50000;
  std::string photographs;  ///< folder of PNG, JPEG or PGM files; empty: the ones Debian packages
};

/// Names of the sets that can be generated: all of Larochelle et al.'s.
const std::vector<std::string>& generated_names();

/// Whether the set is made from digits, which generate() then needs.
bool needs_digits(const std::string& name);

/// Generates one of Larochelle et al.'s sets (docs/method.md, "Data"). The result's `origin` gives version,
/// seed and photographs. Throws UserError if the set has no generator, photographs are missing, n_test is
/// below 1, or there are fewer digits than examples asked for.
UnsplitDataset generate(const GeneratorRequest& request, const DigitSource& digits = {});

}  // namespace friendly
