#include "TestSupport.hpp"
#include "formats/ImageFile.hpp"
#include "generate/Photographs.hpp"

namespace friendly {
namespace {

constexpr const char* kCorpus = FRIENDLY_FUZZ_CORPUS;

class PhotographsTest : public FolderTest {};

std::string pgm(int side, unsigned char first, unsigned char second) {
  std::string content = "P5\n" + std::to_string(side) + " " + std::to_string(side) + "\n255\n";
  for (int i = 0; i < side * side; ++i) content += static_cast<char>((i + i / side) % 2 ? second : first);
  return content;
}

TEST_F(PhotographsTest, ReadsPicturesByNameAndOmitsSmallOnes) {
  write("b.pgm", pgm(64, 0, 255));
  write("a.PGM", pgm(80, 51, 102));
  write("small.pgm", pgm(63, 0, 255));
  write("notes.txt", "not a picture");
  const Photographs photographs = read_photographs(folder_.string());
  ASSERT_EQ(photographs.pictures.size(), 2u);
  EXPECT_EQ(photographs.pictures[0].width, 80);
  EXPECT_FLOAT_EQ(photographs.pictures[0].pixels[0], 0.2f);
  EXPECT_FLOAT_EQ(photographs.pictures[0].pixels[1], 0.4f);
  EXPECT_FLOAT_EQ(photographs.pictures[1].pixels[1], 1);
}

TEST_F(PhotographsTest, PngSurvivesARoundTrip) {
  const torch::Tensor pixels = torch::randint(256, {70, 90, 1}).to(torch::kUInt8);
  write_png((folder_ / "p.png").string(), pixels);
  const GreyImage picture = read_photographs(folder_.string()).pictures.at(0);
  EXPECT_EQ(picture.width, 90);
  const torch::Tensor back = torch::tensor(picture.pixels).mul(255).round().to(torch::kUInt8);
  EXPECT_TRUE(back.view({70, 90, 1}).equal(pixels));
}

// A 64 x 64 JPEG file of a single grey value, 100.
TEST_F(PhotographsTest, ReadsJpegAndRefusesATruncatedOne) {
  const std::string path = std::string(kCorpus) + "/image/grey64.jpg";
  std::filesystem::copy(path, folder_ / "g.jpg");
  const GreyImage picture = read_photographs(folder_.string()).pictures.at(0);
  EXPECT_EQ(picture.width, 64);
  EXPECT_EQ(picture.height, 64);
  for (const float pixel : picture.pixels) EXPECT_NEAR(pixel, 100 / 255.f, 2 / 255.f);
  std::filesystem::resize_file(folder_ / "g.jpg", std::filesystem::file_size(folder_ / "g.jpg") - 20);
  expect_contains(user_error([&] { read_photographs(folder_.string()); }), "g.jpg");
}

TEST_F(PhotographsTest, RefusesDamagedPicturesAndEmptyOrMissingFolders) {
  expect_contains(user_error([&] { read_photographs(folder_.string()); }), "there are no photographs in");
  expect_contains(user_error([&] { read_photographs((folder_ / "none").string()); }), "No such file");
  for (const std::string content :
       {"no picture", "\x89PNG\r\n\x1a\n", "\xff\xd8\xff", "P5 8 8 255\n123", "P5 8 8 65535 ", "P5 x"}) {
    write("broken.png", content);
    expect_contains(user_error([&] { read_photographs(folder_.string()); }), "broken.png");
  }
}

double deviation(const std::vector<float>& patch) {
  const torch::Tensor pixels = torch::tensor(patch);
  return pixels.std(/*unbiased=*/false).item<double>();
}

TEST_F(PhotographsTest, PatchesHaveTheRequestedTexture) {
  // Left half flat, right half chequered with 0.2 and 0.8, that is, with a standard deviation of 0.3: a patch
  // with n columns of the right half has 0.3 * sqrt(n / 28).
  GreyImage picture{200, 100, {}};
  for (int y = 0; y < 100; ++y)
    for (int x = 0; x < 200; ++x) picture.pixels.push_back(x < 100 ? 0.5f : (x + y) % 2 ? 0.8f : 0.2f);
  const Photographs photographs{{picture}, "", ""};
  RandomStream random(1);
  double least = 1;
  for (int i = 0; i < 300; ++i)
    least = std::min(least, deviation(random_patch(photographs, 28, 0.15, random)));
  EXPECT_NEAR(least, 0.15, 1e-5);  // 7 columns
  EXPECT_LT(deviation(random_patch(photographs, 28, 0.4, random)),
            0.31);  // there is none, but one is returned
}

}  // namespace
}  // namespace friendly
