#pragma once
#include <array>
#include <cstdint>

#include "core/Random.hpp"
#include "generate/Photographs.hpp"

namespace friendly {

/// The painters of Larochelle et al.'s shapes; each writes 28 x 28 pixels, row by row, and returns the label.

/// The outline of a rectangle, one pixel wide, white on black: sides from 1 to 28 that differ by 3 or more,
/// at any place where it fits. Label 1: wide, 0: tall.
std::int64_t paint_rectangle(RandomStream& random, float* pixels);

/// The same, filled: inside and outside are patches of photographs, sides from 10 to 28 that differ by 5 or
/// more.
std::int64_t paint_rectangle_image(const Photographs& photographs, RandomStream& random, float* pixels);

/// White on black; label 1: convex, an intersection of half-planes; 0: not convex, a union of such
/// intersections. The number of white pixels follows the same distribution in both classes: a candidate is
/// kept only if it comes within 8 pixels of a number that was drawn before, from 50 to 450.
std::int64_t paint_convex(std::int64_t label, RandomStream& random, float* pixels);

/// A black and white picture: bit x of row y is 1 where it is white.
using Mask = std::array<std::uint32_t, 28>;

/// True if every pixel centre in the convex hull of the white ones is white: then, and only then, is the
/// picture one of a convex set.
bool is_convex(const Mask& mask);

}  // namespace friendly
