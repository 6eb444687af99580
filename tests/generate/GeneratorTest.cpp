#include <ATen/Parallel.h>

#include <atomic>

#include "TestSupport.hpp"
#include "core/Interrupted.hpp"
#include "core/Interruption.hpp"
#include "formats/ImageFile.hpp"
#include "generate/Generator.hpp"

namespace friendly {
namespace {

class Generator : public FolderTest {
 protected:
  GeneratorRequest request(const std::string& name, std::int64_t seed, std::int64_t n_test) const {
    GeneratorRequest request;
    request.name = name;
    request.seed = seed;
    request.n_known = 1200;
    request.n_test = n_test;
    request.photographs = folder_.string();
    return request;
  }
  UnsplitDataset generated(const std::string& name, std::int64_t seed, std::int64_t n_test,
                           const DigitSource& digits = {}) const {
    return generate(request(name, seed, n_test), digits);
  }
};

TEST_F(Generator, PicturesDependOnTheSeedButNotOnThreads) {
  const UnsplitDataset first = generated("rectangles", 1, 500);
  const int threads = at::get_num_threads();
  at::set_num_threads(threads == 1 ? 3 : 1);
  const UnsplitDataset same = generated("rectangles", 1, 500);
  at::set_num_threads(threads);
  EXPECT_TRUE(first.test.inputs.equal(same.test.inputs));
  EXPECT_TRUE(first.known.labels.equal(same.known.labels));
  EXPECT_FALSE(first.test.inputs.equal(generated("rectangles", 2, 500).test.inputs));
}

TEST_F(Generator, PaintingCanBeInterrupted) {
  std::atomic<int> n_painted = 0;
  const auto painter = [&](std::int64_t, RandomStream&, float*) {
    ++n_painted;
    return std::int64_t{0};
  };
  const InterruptionScope scope(yes_from_time(2));
  EXPECT_THROW(paint(100'000, "test", 1, painter), Interrupted);
  EXPECT_LT(n_painted, 2000);
}

TEST_F(Generator, SmallerTestSetsArePrefixesOfLargerOnes) {
  const UnsplitDataset many = generated("convex", 1, 300), few = generated("convex", 1, 100);
  EXPECT_TRUE(few.known.inputs.equal(many.known.inputs));
  EXPECT_TRUE(few.test.inputs.equal(many.test.inputs.slice(0, 0, 100)));
  EXPECT_NE(few.checksum, many.checksum);
}

TEST_F(Generator, TheChecksumIsKnownBeforeASetIsDrawn) {
  write_png((folder_ / "grey.png").string(), torch::full({64, 64, 1}, 99, torch::kUInt8));
  const std::string checksum = generated("rectangles_image", 3, 10).checksum;
  EXPECT_EQ(generated_checksum(request("rectangles_image", 3, 10)), checksum);
  EXPECT_NE(generated_checksum(request("rectangles_image", 4, 10)), checksum);
  EXPECT_NE(generated_checksum(request("rectangles_image", 3, 11)), checksum);
  write_png((folder_ / "grey.png").string(), torch::full({64, 64, 1}, 98, torch::kUInt8));
  EXPECT_NE(generated_checksum(request("rectangles_image", 3, 10)), checksum);
}

TEST_F(Generator, OriginNamesThePhotographsAndTheirChecksum) {
  torch::manual_seed(1);
  write_png((folder_ / "noise.png").string(), torch::randint(256, {80, 80, 1}).to(torch::kUInt8));
  const UnsplitDataset dataset = generated("rectangles_image", 1, 10);
  expect_contains(dataset.origin, "1 photographs of " + folder_.string() + " (SHA-256 ");
}

// Black digits except for their number, which the first two pixels encode; its last decimal digit is the
// label.
DigitSource numbered_digits(std::int64_t count) {
  DigitSource source{{torch::zeros({count, 1, kSide, kSide}), torch::arange(count).remainder(10)}, "c0ffee"};
  const torch::Tensor numbers = torch::arange(count, torch::kFloat32);
  source.digits.inputs.select(3, 0).select(2, 0).select(1, 0).copy_(numbers.remainder(100) / 100);
  source.digits.inputs.select(3, 1).select(2, 0).select(1, 0).copy_((numbers / 100).floor() / 100);
  return source;
}

TEST_F(Generator, DigitSetsUseEachDigitOnceWithItsLabel) {
  // With a black photograph as the background, digits stay unchanged.
  write_png((folder_ / "black.png").string(), torch::zeros({64, 64, 1}, torch::kUInt8));
  const UnsplitDataset made = generated("mnist_back_image", 1, 800, numbered_digits(2000));
  const Examples all{torch::cat({made.known.inputs, made.test.inputs}),
                     torch::cat({made.known.labels, made.test.labels})};
  const torch::Tensor digits = (all.inputs.flatten(1).slice(1, 0, 2) * 100).round().to(torch::kInt64);
  const torch::Tensor numbers = digits.select(1, 0) + 100 * digits.select(1, 1);
  EXPECT_TRUE(all.labels.equal(numbers.remainder(10)));
  EXPECT_EQ(std::get<0>(at::_unique(numbers)).numel(), 2000);
  EXPECT_FALSE(numbers.equal(torch::arange(2000)));
  expect_contains(user_error([&] { generated("mnist_rot", 1, 801, numbered_digits(2000)); }),
                  "from 1 to 800");
}

TEST_F(Generator, RefusesOtherSetsAndEmptyTestSets) {
  expect_contains(user_error([&] { generated("fashion", 1, 10); }), "there is no generator for fashion");
  expect_contains(user_error([&] { generated("convex", 1, 0); }), "0 test examples are not possible");
}

}  // namespace
}  // namespace friendly
