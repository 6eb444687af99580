#pragma once
#include <array>
#include <cstdint>

#include "core/Random.hpp"
#include "generate/Photographs.hpp"

namespace friendly {

// The painters of Larochelle et al.'s shapes (docs/method.md, "Data"). Each writes 28 x 28 pixels in [0, 1],
// row by row, and returns the label.

/// The outline of a rectangle, one pixel wide, white on black: sides from 1 to 28 that differ by at least 3,
/// at any position where it fits. Returns 1 if it is wide, 0 if it is tall.
std::int64_t paint_rectangle(RandomStream& random, float* pixels);

/// A filled rectangle: inside and outside are patches of photographs, sides from 10 to 28 that differ by at
/// least 5, an area from a quarter to three quarters of the picture. Returns 1 if it is wide, 0 if it is
/// tall.
std::int64_t paint_rectangle_image(const Photographs& photographs, RandomStream& random, float* pixels);

/// A white shape on black. With `label` 1 it is convex, an intersection of half-planes whose number is
/// geometric with parameter 0.195; with 0 it is not convex, a union of two to four such intersections of at
/// least 10 pixels, with parameter 0.07. The number of white pixels has the same distribution in both
/// classes: a target from 35 to 700 is drawn first, and a candidate is kept only if it comes within 16 pixels
/// of it. Returns `label`.
std::int64_t paint_convex(std::int64_t label, RandomStream& random, float* pixels);

/// A black-and-white picture: bit x of row y is set where it is white.
using Mask = std::array<std::uint32_t, 28>;

/// Whether every pixel whose centre lies in the convex hull of the white pixels' centres is white, that is,
/// whether some convex set has exactly this picture.
bool is_convex(const Mask& mask);

}  // namespace friendly
