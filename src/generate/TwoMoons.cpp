#include "generate/TwoMoons.hpp"

#include <algorithm>
#include <cmath>

#include "core/Random.hpp"

namespace friendly {

Examples make_two_moons(std::int64_t n_examples, double noise, std::uint64_t seed) {
  RandomStream random(seed);
  Examples examples{torch::empty({n_examples, 2}), torch::arange(n_examples, torch::kInt64).remainder(2)};
  auto point = examples.inputs.accessor<float, 2>();
  for (std::int64_t i = 0; i < n_examples; ++i) {
    const bool lower = i % 2 == 1;
    const std::int64_t n_of_class = (n_examples + (lower ? 0 : 1)) / 2;
    const double angle =
        M_PI * static_cast<double>(i / 2) / static_cast<double>(std::max<std::int64_t>(n_of_class - 1, 1));
    const double x = lower ? 1 - std::cos(angle) : std::cos(angle);
    const double y = lower ? 0.5 - std::sin(angle) : std::sin(angle);
    point[i][0] = static_cast<float>(x + noise * random.normal());
    point[i][1] = static_cast<float>(y + noise * random.normal());
  }
  return examples;
}

}  // namespace friendly
