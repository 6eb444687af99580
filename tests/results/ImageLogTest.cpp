#include <H5Cpp.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "results/ImageLog.hpp"
#include "results/ResultFile.hpp"

namespace friendly {
namespace {

namespace fs = std::filesystem;

TEST(ImageLog, AddsImagesToAResultFileThatStaysReadable) {
  const std::string path =
      (fs::temp_directory_path() / ("images_" + std::to_string(::getpid()) + ".h5")).string();
  write_result_file(path, ResultSet{});
  ImageLog images{{0, 7}, {3, 2, 1, 2, 2}, {}};
  for (int i = 0; i < 48; ++i) images.values.push_back(static_cast<float>(i) / 4);
  add_images(path, "abc", images);

  EXPECT_EQ(read_result_file(path).rows.size(), 0u);
  const H5::H5File file(path, H5F_ACC_RDONLY);
  const auto dataset = file.openDataSet("/images/abc");
  std::vector<hsize_t> extent(6);
  dataset.getSpace().getSimpleExtentDims(extent.data());
  EXPECT_EQ(extent, (std::vector<hsize_t>{2, 3, 2, 1, 2, 2}));
  std::vector<float> values(48);
  dataset.read(values.data(), H5::PredType::NATIVE_FLOAT);
  EXPECT_EQ(values, images.values);
  std::vector<std::int64_t> epochs(2);
  dataset.openAttribute("epochs").read(H5::PredType::NATIVE_INT64, epochs.data());
  EXPECT_EQ(epochs, images.epochs);
  H5std_string text;
  const H5::Attribute attribute = file.openGroup("/images").openAttribute("help");
  attribute.read(attribute.getStrType(), text);
  const auto help = nlohmann::ordered_json::parse(text);
  std::vector<std::string> axes;
  for (const auto& [axis, entry] : help.items()) axes.push_back(axis);
  EXPECT_EQ(axes, (std::vector<std::string>{"epoch", "kind", "example", "channel", "row", "column"}));
  const std::string kinds = help.at("kind").at("help");
  EXPECT_NE(kinds.find("2: difference, simplified minus original"), std::string::npos) << kinds;
  fs::remove(path);
}

}  // namespace
}  // namespace friendly
