#pragma once
#include <cstdint>

#include "formats/Examples.hpp"

namespace friendly {

/// Points evenly spaced on two interleaving half circles of radius 1: class 0 on the upper half around (0,
/// 0), class 1 on the lower half around (1, 0.5), with normal noise of standard deviation `noise` on both
/// coordinates. Inputs are [n_examples, 2]; classes alternate, starting with 0.
Examples make_two_moons(std::int64_t n_examples, double noise, std::uint64_t seed);

}  // namespace friendly
