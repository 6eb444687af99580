#include "generate/Shapes.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace friendly {
namespace {

constexpr std::int64_t kSide = 28;
// What Larochelle et al.'s description leaves open; docs/reproducing.md, "What was set", says from what it
// was set.
constexpr double kMinDeviation = 0.05;  // of a patch's pixels
constexpr double kMaxBeyondCentre = 6;  // pixels by which a half-plane may miss the centre
constexpr std::int64_t kMinTarget = 35, kMaxTarget = 700, kTolerance = 16;  // white pixels

struct Rectangle {
  std::int64_t left, top, width, height;

  bool is_wide() const { return width > height; }
  std::int64_t area() const { return width * height; }
  bool contains(std::int64_t x, std::int64_t y) const {
    return x >= left && x < left + width && y >= top && y < top + height;
  }
  bool has_on_border(std::int64_t x, std::int64_t y) const {
    return contains(x, y) && (x == left || x == left + width - 1 || y == top || y == top + height - 1);
  }
};

Rectangle random_rectangle(std::int64_t min_side, std::int64_t min_difference, RandomStream& random) {
  std::int64_t width = 0, height = 0;
  while (std::abs(width - height) < min_difference) {
    width = min_side + random.below(kSide - min_side + 1);
    height = min_side + random.below(kSide - min_side + 1);
  }
  return {random.below(kSide - width + 1), random.below(kSide - height + 1), width, height};
}

// The columns from `first` to `last`, clipped to the picture, as a row's bits.
std::uint32_t columns(double first, double last) {
  const auto from = static_cast<std::int64_t>(std::clamp(std::ceil(first), 0.0, 28.0));
  const auto to = static_cast<std::int64_t>(std::clamp(std::floor(last), -1.0, 27.0));
  return from > to ? 0 : ((std::uint32_t{1} << (to + 1)) - 1) & ~((std::uint32_t{1} << from) - 1);
}

std::int64_t white_pixels(const Mask& mask) {
  std::int64_t count = 0;
  for (const std::uint32_t row : mask) count += __builtin_popcount(row);
  return count;
}

// Clips the shape to a half-plane whose border runs in a random direction, at a random distance from the
// centre: more of them contain the centre than not.
void clip_to_random_half_plane(Mask& mask, RandomStream& random) {
  const double angle = random.uniform(0, 2 * M_PI), a = std::cos(angle), b = std::sin(angle);
  const double c = (a + b) * (kSide - 1) / 2.0 - random.uniform(-kMaxBeyondCentre, kSide / 2.0);
  constexpr double kFar = 1000;
  for (std::size_t y = 0; y < mask.size(); ++y) {
    const double border = std::clamp((c - b * static_cast<double>(y)) / a, -kFar, kFar);
    mask[y] &= a > 0 ? columns(border, kFar) : columns(-kFar, border);
  }
}

// From 1 on.
std::int64_t geometric(double probability, RandomStream& random) {
  return 1 + static_cast<std::int64_t>(std::log1p(-random.uniform()) / std::log1p(-probability));
}

// An intersection of half-planes with at least `min_white` pixels; their number is geometric.
Mask random_convex(double probability, std::int64_t min_white, RandomStream& random) {
  Mask mask{};
  while (white_pixels(mask) < min_white) {
    mask.fill((std::uint32_t{1} << kSide) - 1);
    for (std::int64_t i = geometric(probability, random); i > 0 && white_pixels(mask) >= min_white; --i)
      clip_to_random_half_plane(mask, random);
  }
  return mask;
}

Mask random_union(RandomStream& random) {
  Mask mask{};
  for (std::int64_t i = 2 + random.below(3); i > 0; --i) {
    const Mask convex = random_convex(0.07, 10, random);
    for (std::size_t y = 0; y < mask.size(); ++y) mask[y] |= convex[y];
  }
  return mask;
}

struct Row {
  std::int64_t y, left, right;
};

// The rows with white pixels, each with its outermost ones.
std::vector<Row> white_rows(const Mask& mask) {
  std::vector<Row> rows;
  for (std::size_t y = 0; y < mask.size(); ++y)
    if (mask[y] != 0)
      rows.push_back({static_cast<std::int64_t>(y), __builtin_ctz(mask[y]), 31 - __builtin_clz(mask[y])});
  return rows;
}

}  // namespace

// Within a row, the hull extends as far as the segments that join an outermost pixel of this row or one above
// it to one of this row or below it.
bool is_convex(const Mask& mask) {
  const std::vector<Row> rows = white_rows(mask);
  std::array<std::int64_t, 28> left, right;
  left.fill(kSide);
  right.fill(-1);
  for (const Row& above : rows)
    for (const Row& below : rows) {
      if (below.y < above.y) continue;
      const std::int64_t gap = std::max<std::int64_t>(below.y - above.y, 1);
      for (std::int64_t y = above.y; y <= below.y; ++y) {
        const std::int64_t down = y - above.y, up = gap - down;
        auto &first = left[static_cast<std::size_t>(y)], &last = right[static_cast<std::size_t>(y)];
        first = std::min(first, (above.left * up + below.left * down + gap - 1) / gap);
        last = std::max(last, (above.right * up + below.right * down) / gap);
      }
    }
  for (std::size_t y = 0; y < mask.size(); ++y) {
    const std::uint32_t span = columns(static_cast<double>(left[y]), static_cast<double>(right[y]));
    if ((mask[y] & span) != span) return false;
  }
  return true;
}

std::int64_t paint_rectangle(RandomStream& random, float* pixels) {
  const Rectangle rectangle = random_rectangle(1, 3, random);
  for (std::int64_t y = 0; y < kSide; ++y)
    for (std::int64_t x = 0; x < kSide; ++x) *pixels++ = rectangle.has_on_border(x, y) ? 1 : 0;
  return rectangle.is_wide() ? 1 : 0;
}

std::int64_t paint_rectangle_image(const Photographs& photographs, RandomStream& random, float* pixels) {
  constexpr std::int64_t kQuarter = kSide * kSide / 4;
  Rectangle rectangle = random_rectangle(10, 5, random);
  while (rectangle.area() < kQuarter || rectangle.area() > 3 * kQuarter)
    rectangle = random_rectangle(10, 5, random);
  const std::vector<float> inside = random_patch(photographs, kSide, kMinDeviation, random),
                           outside = random_patch(photographs, kSide, kMinDeviation, random);
  for (std::int64_t y = 0; y < kSide; ++y)
    for (std::int64_t x = 0; x < kSide; ++x) {
      const auto i = static_cast<std::size_t>(y * kSide + x);
      pixels[i] = rectangle.contains(x, y) ? inside[i] : outside[i];
    }
  return rectangle.is_wide() ? 1 : 0;
}

std::int64_t paint_convex(std::int64_t label, RandomStream& random, float* pixels) {
  const std::int64_t target = kMinTarget + random.below(kMaxTarget - kMinTarget + 1);
  Mask mask{};
  while (std::abs(white_pixels(mask) - target) > kTolerance || is_convex(mask) != (label == 1))
    mask = label == 1 ? random_convex(0.195, 19, random) : random_union(random);
  for (const std::uint32_t row : mask)
    for (std::int64_t x = 0; x < kSide; ++x) *pixels++ = static_cast<float>(row >> x & 1);
  return label;
}

}  // namespace friendly
