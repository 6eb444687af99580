#include "generate/Photographs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "core/Digest.hpp"
#include "core/Error.hpp"
#include "formats/CompressedFile.hpp"
#include "formats/ImageFile.hpp"

namespace friendly {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kMinSide = 64;
constexpr int kMaxDraws = 1000;

constexpr const char* kSkimage = "/usr/lib/python3/dist-packages/skimage/data";
constexpr const char* kSklearn = "/usr/lib/python3/dist-packages/sklearn/datasets/images";
// Listed by name: the folder also holds drawings, pictures of text and damaged files for skimage's own tests.
constexpr const char* kSkimagePhotographs[] = {"astronaut.png",
                                               "brick.png",
                                               "camera.png",
                                               "cell.png",
                                               "chelsea.png",
                                               "clock_motion.png",
                                               "coffee.png",
                                               "coins.png",
                                               "grass.png",
                                               "gravel.png",
                                               "hubble_deep_field.jpg",
                                               "ihc.png",
                                               "moon.png",
                                               "motorcycle_left.png",
                                               "retina.jpg",
                                               "rocket.jpg"};

bool is_picture(const fs::path& path) {
  std::string ending = path.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return ending == ".png" || ending == ".jpg" || ending == ".jpeg" || ending == ".pgm";
}

std::vector<fs::path> picture_files(const std::string& folder) {
  std::error_code error;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder, error))
    if (entry.is_regular_file() && is_picture(entry.path())) files.push_back(entry.path());
  if (error)
    throw UserError("cannot read the folder " + folder, error.message(), "choose a folder of photographs");
  std::sort(files.begin(), files.end());
  return files;
}

double standard_deviation(const std::vector<float>& pixels) {
  double sum = 0, squares = 0;
  for (const float pixel : pixels) {
    sum += pixel;
    squares += static_cast<double>(pixel) * pixel;
  }
  const auto n = static_cast<double>(pixels.size());
  return std::sqrt(std::max(0.0, squares / n - sum / n * (sum / n)));
}

Photographs read_files(const std::string& folder, const std::vector<fs::path>& files) {
  Photographs photographs;
  photographs.folder = folder;
  std::string digests;
  for (const auto& file : files) {
    const std::string content = read_uncompressed(file.string());
    GreyImage picture = decode_grey_image(content, file.string());
    if (picture.width < kMinSide || picture.height < kMinSide) continue;
    digests += fmt::format("{} {}\n", file.filename().string(), sha256(content));
    photographs.pictures.push_back(std::move(picture));
  }
  if (photographs.pictures.empty())
    throw UserError("there are no photographs in " + folder,
                    fmt::format("it holds no PNG, JPEG or PGM file of at least {0} x {0} pixels", kMinSide),
                    "choose a folder of photographs with --photographs");
  photographs.checksum = sha256(digests);
  return photographs;
}

}  // namespace

Photographs read_photographs(const std::string& folder) {
  return read_files(folder, picture_files(folder));
}

Photographs default_photographs() {
  if (fs::exists(kSkimage)) {
    std::vector<fs::path> files;
    for (const char* name : kSkimagePhotographs) files.push_back(fs::path(kSkimage) / name);
    return read_files(kSkimage, files);
  }
  if (fs::exists(kSklearn)) return read_photographs(kSklearn);
  throw UserError("there are no photographs for the backgrounds",
                  "neither of the Debian packages that contain some is installed",
                  "install python3-skimage, or choose a folder of photographs with --photographs");
}

std::vector<float> random_patch(const Photographs& photographs, std::int64_t side, double min_deviation,
                                RandomStream& random) {
  std::vector<float> patch(static_cast<std::size_t>(side * side));
  // With nothing but flat pictures this must still end: the last draw is then used as it is.
  for (int draws = 0; draws < kMaxDraws; ++draws) {
    const auto& picture = photographs.pictures[static_cast<std::size_t>(
        random.below(static_cast<std::int64_t>(photographs.pictures.size())))];
    const std::int64_t left = random.below(picture.width - side + 1),
                       top = random.below(picture.height - side + 1);
    for (std::int64_t y = 0; y < side; ++y)
      std::copy_n(&picture.pixels[static_cast<std::size_t>((top + y) * picture.width + left)], side,
                  &patch[static_cast<std::size_t>(y * side)]);
    if (standard_deviation(patch) >= min_deviation) break;
  }
  return patch;
}

}  // namespace friendly
