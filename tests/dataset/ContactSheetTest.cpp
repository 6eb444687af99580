#include "TestSupport.hpp"
#include "dataset/ContactSheet.hpp"

namespace friendly {
namespace {

// Two classes of 1 x 1 images: those of class 0 have the grey values 0 and 1, that of class 5 has 0.2.
TEST(ContactSheet, HasARowPerClassAndAColumnPerExample) {
  const Examples examples{torch::tensor({0.f, 0.2f, 1.f}).view({3, 1, 1, 1}),
                          torch::tensor({0, 5, 0}, torch::kInt64)};
  const torch::Tensor sheet = contact_sheet(examples, 2, 3);
  EXPECT_EQ(sheet.sizes(), (std::vector<std::int64_t>{3 * 8, 3 * 8, 1}));
  const auto pixel = [&](int row, int column) { return sheet[3 * row + 1][3 * column + 1][0].item<int>(); };
  EXPECT_EQ(pixel(2, 2), 0);
  EXPECT_EQ(pixel(2, 5), 255);
  EXPECT_EQ(pixel(5, 2), 51);
  EXPECT_EQ(pixel(5, 5), 128);
  EXPECT_EQ(pixel(0, 0), 128);
  EXPECT_TRUE((sheet.slice(0, 6, 9).slice(1, 15, 18) == 255).all().item<bool>());
}

TEST(ContactSheet, RefusesDataThatAreNotImages) {
  const Examples examples{torch::rand({3, 2}), torch::zeros(3, torch::kInt64)};
  expect_contains(user_error([&] { contact_sheet(examples, 2, 3); }), "not images");
}

}  // namespace
}  // namespace friendly
