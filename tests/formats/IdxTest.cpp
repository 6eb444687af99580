#include "TestSupport.hpp"
#include "formats/Idx.hpp"

namespace friendly {
namespace {

using namespace std::string_literals;

const std::string kImages = "\0\0\x08\x03\0\0\0\x02\0\0\0\x01\0\0\0\x03\x01\x02\x03\x04\x05\xff"s;
const std::string kLabels = "\0\0\x08\x01\0\0\0\x03\x00\x09\x05"s;

std::string images_error(const std::string& bytes) {
  return user_error([&] { parse_idx_images(bytes, "f"); });
}
std::string labels_error(const std::string& bytes) {
  return user_error([&] { parse_idx_labels(bytes, "f", 10); });
}

TEST(Idx, ReadsImagesRowByRow) {
  const torch::Tensor images = parse_idx_images(kImages, "f");
  EXPECT_TRUE(images.equal(torch::tensor({1, 2, 3, 4, 5, 255}, torch::kUInt8).view({2, 1, 1, 3})));
}

TEST(Idx, ReadsLabels) {
  EXPECT_TRUE(parse_idx_labels(kLabels, "f", 10).equal(torch::tensor({0, 9, 5}, torch::kInt64)));
}

TEST(Idx, ReportsEveryTruncationWithTheOffset) {
  for (std::size_t length = 0; length < kImages.size(); ++length)
    expect_contains(images_error(kImages.substr(0, length)), "at offset " + std::to_string(length));
  for (std::size_t length = 0; length < kLabels.size(); ++length)
    expect_contains(labels_error(kLabels.substr(0, length)), "at offset " + std::to_string(length));
}

TEST(Idx, ReportsExcessBytesWithTheOffset) {
  expect_contains(images_error(kImages + "x"), "f continues past offset 22");
  expect_contains(labels_error(kLabels + "x"), "f continues past offset 11");
}

TEST(Idx, ShowsAWrongMagicNumber) {
  expect_contains(images_error(kLabels + kLabels), "0x00000801 instead of 0x00000803");
  expect_contains(labels_error(kImages), "0x00000803 instead of 0x00000801");
}

TEST(Idx, RefusesExtentsThatOverflow) {
  std::string huge = kImages;
  for (std::size_t i = 4; i < 16; ++i) huge[i] = '\xff';
  expect_contains(images_error(huge), "ends early, at offset 22");
}

TEST(Idx, RefusesEmptySets) {
  expect_contains(images_error("\0\0\x08\x03\0\0\0\0\0\0\0\x01\0\0\0\x03"s), "the extent at offset 4 is 0");
  expect_contains(labels_error("\0\0\x08\x01\0\0\0\0"s), "the extent at offset 4 is 0");
}

TEST(Idx, ReportsALabelOutOfRangeWithTheOffset) {
  const std::string message = user_error([] { parse_idx_labels(kLabels, "f", 9); });
  expect_contains(message, "f has the label 9 at offset 9");
  expect_contains(message, "labels go from 0 to 8");
}

}  // namespace
}  // namespace friendly
