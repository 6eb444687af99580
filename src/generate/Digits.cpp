#include "generate/Digits.hpp"

#include <cmath>

namespace friendly {
namespace {

constexpr std::int64_t kSide = 28;

double pixel_at(const float* image, std::int64_t x, std::int64_t y) {
  return x < 0 || x >= kSide || y < 0 || y >= kSide ? 0 : static_cast<double>(image[y * kSide + x]);
}

double sample(const float* image, double x, double y) {
  const double left = std::floor(x), top = std::floor(y), right_share = x - left, lower_share = y - top;
  const auto i = static_cast<std::int64_t>(left), j = static_cast<std::int64_t>(top);
  const double upper = (1 - right_share) * pixel_at(image, i, j) + right_share * pixel_at(image, i + 1, j);
  const double lower =
      (1 - right_share) * pixel_at(image, i, j + 1) + right_share * pixel_at(image, i + 1, j + 1);
  return (1 - lower_share) * upper + lower_share * lower;
}

}  // namespace

void rotate_image(const float* image, double angle, float* rotated) {
  const double middle = (kSide - 1) / 2.0, cosine = std::cos(angle), sine = std::sin(angle);
  for (std::int64_t y = 0; y < kSide; ++y)
    for (std::int64_t x = 0; x < kSide; ++x) {
      // The inverse, clockwise rotation, with rows counted downwards.
      const double dx = static_cast<double>(x) - middle, dy = static_cast<double>(y) - middle;
      *rotated++ = static_cast<float>(
          sample(image, middle + cosine * dx - sine * dy, middle + sine * dx + cosine * dy));
    }
}

void add_background(float* digit, const std::vector<float>& background) {
  for (std::size_t i = 0; i < background.size(); ++i) digit[i] += (1 - digit[i]) * background[i];
}

}  // namespace friendly
