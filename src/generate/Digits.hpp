#pragma once
#include <cstdint>
#include <vector>

namespace friendly {

/// A picture of 28 x 28 pixels turned by `angle` (radians, counter-clockwise) around its middle, with
/// bilinear interpolation; what comes from outside is black.
void rotate_image(const float* image, double angle, float* turned);

/// Puts a digit before a background, both 28 x 28: white ink covers, black lets through.
void lay_over(float* digit, const std::vector<float>& background);

}  // namespace friendly
