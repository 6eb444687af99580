#include <gtest/gtest.h>

#include <cmath>

#include "generate/Shapes.hpp"

namespace friendly {
namespace {

std::vector<float> blank() {
  return std::vector<float>(28 * 28, -1.f);
}

struct Box {
  std::int64_t left = 28, right = -1, top = 28, bottom = -1, white = 0;
};

Box box_of(const std::vector<float>& pixels) {
  Box box;
  for (std::int64_t y = 0; y < 28; ++y)
    for (std::int64_t x = 0; x < 28; ++x) {
      if (pixels[static_cast<std::size_t>(y * 28 + x)] == 0) continue;
      box.left = std::min(box.left, x);
      box.right = std::max(box.right, x);
      box.top = std::min(box.top, y);
      box.bottom = std::max(box.bottom, y);
      ++box.white;
    }
  return box;
}

TEST(Rectangles, AreOutlinesWithUnequalSidesLabelledByOrientation) {
  int wide = 0;
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    RandomStream random(seed);
    std::vector<float> pixels = blank();
    const std::int64_t label = paint_rectangle(random, pixels.data());
    const Box box = box_of(pixels);
    const std::int64_t width = box.right - box.left + 1, height = box.bottom - box.top + 1;
    EXPECT_GE(std::abs(width - height), 3);
    EXPECT_EQ(label, width > height ? 1 : 0);
    const std::int64_t hole = std::max<std::int64_t>(width - 2, 0) * std::max<std::int64_t>(height - 2, 0);
    EXPECT_EQ(box.white, width * height - hole);
    wide += label == 1 ? 1 : 0;
  }
  EXPECT_NEAR(wide, 1000, 110);
}

TEST(Rectangles, OfPhotographsShowOnePatchInsideAndAnotherOutside) {
  // Two pictures that cannot be confused: a dark chequered one and a bright chequered one.
  Photographs photographs;
  for (const float base : {0.f, 0.8f}) {
    GreyImage picture{64, 64, {}};
    for (int i = 0; i < 64 * 64; ++i) picture.pixels.push_back(base + ((i + i / 64) % 2 ? 0.2f : 0.f));
    photographs.pictures.push_back(picture);
  }
  int seen = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    RandomStream random(seed);
    std::vector<float> pixels = blank();
    const std::int64_t label = paint_rectangle_image(photographs, random, pixels.data());
    // A rectangle that covers the corner is skipped below.
    const bool dark_outside = pixels[0] < 0.5f;
    std::vector<float> inside = pixels;
    for (float& pixel : inside) pixel = (pixel < 0.5f) == dark_outside ? 0.f : 1.f;
    const Box box = box_of(inside);
    const std::int64_t width = box.right - box.left + 1, height = box.bottom - box.top + 1;
    // Where both patches are of the same picture, or the rectangle touches the border, its extent is
    // uncertain.
    if (box.white == 0 || std::min(box.left, box.top) == 0 || std::max(box.right, box.bottom) == 27) continue;
    EXPECT_EQ(box.white, width * height);
    ++seen;
    EXPECT_GE(std::min(width, height), 10);
    EXPECT_GE(std::abs(width - height), 5);
    EXPECT_GE(box.white, 28 * 28 / 4);
    EXPECT_LE(box.white, 28 * 28 * 3 / 4);
    EXPECT_EQ(label, width > height ? 1 : 0);
  }
  EXPECT_GT(seen, 40);
}

Mask mask_of(std::initializer_list<const char*> rows) {
  Mask mask{};
  std::size_t y = 0;
  for (const char* row : rows) {
    for (unsigned x = 0; row[x] != '\0'; ++x)
      if (row[x] == '#') mask[y] |= 1u << x;
    ++y;
  }
  return mask;
}

TEST(IsConvex, DecidesShapesDrawnByHand) {
  EXPECT_TRUE(is_convex(mask_of({"###", "###"})));
  EXPECT_TRUE(is_convex(mask_of({".#.", "###", ".#."})));
  EXPECT_TRUE(is_convex(mask_of({"#..", ".#.", "..#"})));
  EXPECT_TRUE(is_convex(mask_of({"#", "", "", ""})));
  EXPECT_FALSE(is_convex(mask_of({"#.#"})));
  EXPECT_FALSE(is_convex(mask_of({"#", ".", "#"})));
  EXPECT_FALSE(is_convex(mask_of({"#..", "#..", "###"})));
  EXPECT_FALSE(is_convex(mask_of({"###", "#.#", "###"})));
}

// A pixel is in the hull of the white ones if and only if it is in a triangle of three of them
// (Carathéodory).
bool is_convex_by_triangles(const Mask& mask, int side) {
  std::vector<std::pair<int, int>> white;
  for (int y = 0; y < side; ++y)
    for (int x = 0; x < side; ++x)
      if (mask[static_cast<std::size_t>(y)] >> x & 1) white.emplace_back(x, y);
  const auto turn = [](auto a, auto b, auto c) {
    return (b.first - a.first) * (c.second - a.second) - (b.second - a.second) * (c.first - a.first);
  };
  const auto between = [](int a, int b, int c) { return std::min(a, b) <= c && c <= std::max(a, b); };
  for (int y = 0; y < side; ++y)
    for (int x = 0; x < side; ++x) {
      if (mask[static_cast<std::size_t>(y)] >> x & 1) continue;
      const std::pair<int, int> p{x, y};
      for (const auto& a : white)
        for (const auto& b : white)
          for (const auto& c : white) {
            const int u = turn(a, b, p), v = turn(b, c, p), w = turn(c, a, p);
            const bool one_side = (u >= 0 && v >= 0 && w >= 0) || (u <= 0 && v <= 0 && w <= 0);
            const bool in_box =
                between(std::min({a.first, b.first, c.first}), std::max({a.first, b.first, c.first}), x) &&
                between(std::min({a.second, b.second, c.second}), std::max({a.second, b.second, c.second}),
                        y);
            if (one_side && in_box) return false;
          }
    }
  return true;
}

TEST(IsConvex, AgreesWithTrianglesOnRandomShapes) {
  RandomStream random(1);
  int convex = 0;
  for (int i = 0; i < 3000; ++i) {
    Mask mask{};
    const std::int64_t n_white = 1 + random.below(8);
    const std::int64_t corner = random.below(3);
    for (std::int64_t j = 0; j < n_white; ++j)
      mask[static_cast<std::size_t>(corner + random.below(4))] |= 1u << (corner + random.below(4));
    const bool expected = is_convex_by_triangles(mask, 8);
    EXPECT_EQ(is_convex(mask), expected);
    convex += expected ? 1 : 0;
  }
  EXPECT_GT(convex, 300);
  EXPECT_LT(convex, 2700);
}

TEST(Convex, LabelsAreRightAndBothClassesHaveTheSameMeanNumberOfWhitePixels) {
  double white[2] = {0, 0};
  const int n = 4000;
  for (int i = 0; i < 2 * n; ++i) {
    RandomStream random(static_cast<std::uint64_t>(i));
    std::vector<float> pixels = blank();
    const std::int64_t label = paint_convex(i % 2, random, pixels.data());
    ASSERT_EQ(label, i % 2);
    Mask mask{};
    for (std::size_t j = 0; j < pixels.size(); ++j)
      if (pixels[j] == 1.f) mask[j / 28] |= 1u << (j % 28);
    ASSERT_EQ(is_convex(mask), label == 1);
    const std::int64_t n_white = box_of(pixels).white;
    ASSERT_TRUE(19 <= n_white && n_white <= 716) << n_white;
    white[label] += static_cast<double>(n_white);
  }
  EXPECT_NEAR(white[0] / white[1], 1, 0.02);
}

}  // namespace
}  // namespace friendly
