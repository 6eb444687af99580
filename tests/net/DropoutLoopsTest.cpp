#include <gtest/gtest.h>

#include <vector>

#include "net/DropoutLoops.hpp"

namespace friendly {
namespace {

// One element at a time, as the header describes it, for sizes that fill vectors and quarters evenly or not.
TEST(DropoutLoops, FollowsPhiloxElementByElement) {
  constexpr std::int64_t key = 0x0123456789abcdef;
  for (const std::int64_t count : {1, 2, 3, 4, 5, 255, 256, 257, 1022, 4096, 4099}) {
    std::vector<float> mask(static_cast<std::size_t>(count) + 1, -1);
    fill_by_loop(dropout_mask_at(mask.data(), count, 0.25, &key, 7));
    const std::int64_t blocks = (count + 3) / 4;
    for (std::int64_t e = 0; e < count; ++e) {
      const auto words = philox({static_cast<std::uint32_t>(e % blocks), 0, 7, 0}, {0x89abcdef, 0x01234567});
      const float expected = words[static_cast<std::size_t>(e / blocks)] < 0x40000000 ? 0.f : 1 / 0.75f;
      EXPECT_EQ(mask[static_cast<std::size_t>(e)], expected) << "element " << e << " of " << count;
    }
    EXPECT_EQ(mask.back(), -1) << "nothing is written past the end";
  }
}

}  // namespace
}  // namespace friendly
