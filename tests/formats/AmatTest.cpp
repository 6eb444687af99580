#include <fmt/format.h>

#include "TestSupport.hpp"
#include "formats/Amat.hpp"

namespace friendly {
namespace {

Examples parse(const std::string& text, std::size_t block = 1 << 20) {
  AmatParser parser("f", 2, 10);
  for (std::size_t i = 0; i < text.size(); i += block) parser.feed(std::string_view(text).substr(i, block));
  return parser.finish();
}

std::string error_of(const std::string& text) {
  return user_error([&] { parse(text); });
}

// 2 x 2 images: the first four numbers are the left column from top to bottom, then the right one.
const std::string kTwo = "1.0000000e-01 2e-1 0.3 .4 7.0000000e+00\n  0 1 0 1   3 \n";

TEST(Amat, TransposesImagesStoredColumnByColumn) {
  const Examples examples = parse(kTwo);
  EXPECT_TRUE(
      examples.inputs.equal(torch::tensor({0.1f, 0.3f, 0.2f, 0.4f, 0.f, 0.f, 1.f, 1.f}).view({2, 1, 2, 2})));
  EXPECT_TRUE(examples.labels.equal(torch::tensor({7, 3}, torch::kInt64)));
}

TEST(Amat, BlocksMayEndAnywhere) {
  const Examples whole = parse(kTwo);
  for (std::size_t block = 1; block < kTwo.size(); ++block)
    EXPECT_TRUE(parse(kTwo, block).inputs.equal(whole.inputs)) << block;
}

TEST(Amat, AcceptsWindowsLineEndsEmptyLinesAndAMissingLastLineEnd) {
  EXPECT_EQ(parse("0 0 0 0 1\r\n\r\n\n0 0 0 0 2").size(), 2);
}

TEST(Amat, ReportsFaultsWithFileAndLine) {
  expect_contains(error_of("0 0 0 0 1\n0 0 0 1\n"), "f, line 2: only 4 numbers");
  expect_contains(error_of("0 0 0 0 0 1\n"), "f, line 1: more than 5 numbers");
  expect_contains(error_of("0 0 0 0 1\n\n0 x1 0 0 1\n"), "f, line 3: number 2 is \"x1\"");
  expect_contains(error_of("0 1x 0 0 1\n"), "number 2 is \"1x\"");
  expect_contains(error_of("0 0 nan 0 1\n"), "number 3 is \"nan\"");
  expect_contains(error_of("0 0 inf 0 1\n"), "number 3 is \"inf\"");
  expect_contains(error_of("0 0 1e999 0 1\n"), "number 3 is \"1e999\"");
  expect_contains(error_of("0 0 0 0 10\n"), "the label is 10 (labels go from 0 to 9)");
  expect_contains(error_of("0 0 0 0 -1\n"), "the label is -1");
  expect_contains(error_of("0 0 0 0 1.5\n"), "the label is 1.5");
  expect_contains(error_of(""), "f holds no examples");
  expect_contains(error_of(std::string(100'000, '1')), "f, line 1: the line does not end");
}

}  // namespace
}  // namespace friendly
