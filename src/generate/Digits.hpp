#pragma once
#include <cstdint>
#include <vector>

namespace friendly {

/// Rotates a picture of 28 x 28 pixels by `angle` (radians, counter-clockwise) about its centre, with
/// bilinear interpolation; everything outside it is black. `rotated` must not overlap `image`.
void rotate_image(const float* image, double angle, float* rotated);

/// Blends a background behind a digit, both 28 x 28 with values in [0, 1]: white ink covers the background,
/// black shows it.
void add_background(float* digit, const std::vector<float>& background);

}  // namespace friendly
