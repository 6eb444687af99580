#pragma once
#include <cstdint>

#include "formats/Examples.hpp"

namespace friendly {

/// Two interleaving half circles of radius 1, evenly covered: class 0 around (0, 0) above, class 1 around
/// (1, 0.5) below, with normal noise of standard deviation `noise` on both coordinates. Inputs are
/// [n_examples, 2]; classes take turns, class 0 first.
Examples make_two_moons(std::int64_t n_examples, double noise, std::uint64_t seed);

}  // namespace friendly
