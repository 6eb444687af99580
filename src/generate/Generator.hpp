#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "dataset/Examples.hpp"
#include "dataset/Random.hpp"

namespace friendly {

inline constexpr std::int64_t kSide = 28;
inline constexpr std::int64_t kPixels = kSide * kSide;

/// Draws one example of [kSide, kSide] pixels in [0, 1] and returns its label.
using Painter = std::function<std::int64_t(std::int64_t index, RandomStream& random, float* pixels)>;

/// `count` examples, painted in parallel; example i draws from a stream of its own that `purpose`, `seed` and
/// i decide, so the result does not depend on the number of threads.
Part paint(std::int64_t count, const std::string& purpose, std::int64_t seed, const Painter& painter);

struct GeneratorRequest {
  std::string name;
  std::int64_t seed = 1;
  std::int64_t n_test = 50000;
  std::string photographs;  ///< folder of PNG, JPEG or PGM files; empty: those that Debian has
};

/// Makes one of Larochelle et al.'s sets anew (METHOD.md, "Data"): the digit sets from MNIST's files in
/// `folders`, backgrounds from photographs. `origin` of the result says version, seed and photographs. Throws
/// UserError if the set has no generator, MNIST or photographs are missing, or n_test is below 1.
Examples generate(const GeneratorRequest& request, const std::vector<std::string>& folders);

/// generate(), kept as `<first folder>/<name>/generated.h5`; returns that path.
std::string make_dataset(const GeneratorRequest& request, const std::vector<std::string>& folders);

std::vector<std::string> generated_names();

}  // namespace friendly
