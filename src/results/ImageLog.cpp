#include "results/ImageLog.hpp"

#include <H5Cpp.h>

#include <filesystem>

#include "core/AtomicFile.hpp"
#include "core/Check.hpp"
#include "core/Error.hpp"
#include "results/Hdf5Table.hpp"

namespace friendly {
namespace {

// The axes, in order: what their indices mean.
std::string help_text() {
  const auto axis = [](const char* text) { return nlohmann::ordered_json{{"help", text}}; };
  const nlohmann::ordered_json help = {
      {"epoch", axis("its number, from 0, is in the attribute `epochs`")},
      {"kind",
       axis("0: original; 1: simplified, as the classifier would get it at the epoch's last minibatch; "
            "2: difference, simplified minus original")},
      {"example", axis("the first of the test data")},
      {"channel", axis("one, or red, green and blue")},
      {"row", axis("from the top")},
      {"column", axis("from the left")}};
  return help.dump();
}

void write_images(const std::string& path, const std::string& key, const ImageLog& images) {
  H5::H5File file(path, H5F_ACC_RDWR);
  std::vector<hsize_t> extent = {images.epochs.size()};
  extent.insert(extent.end(), images.shape.begin(), images.shape.end());
  const H5::DataSpace space(static_cast<int>(extent.size()), extent.data());
  auto group = file.createGroup("/images");
  write_text_attribute(group, "help", help_text());
  const auto values = group.createDataSet(key, H5::PredType::IEEE_F32LE, space);
  values.write(images.values.data(), H5::PredType::NATIVE_FLOAT);
  const H5::DataSpace row(1, extent.data());
  values.createAttribute("epochs", H5::PredType::STD_I64LE, row)
      .write(H5::PredType::NATIVE_INT64, images.epochs.data());
}

}  // namespace

void add_images(const std::string& result_file, const std::string& key, const ImageLog& images) {
  FRIENDLY_CHECK(!images.epochs.empty(), "there are images to add");
  replace_file(result_file, [&](const std::string& aside) {
    std::filesystem::copy_file(result_file, aside);
    try {
      write_images(aside, key, images);
    } catch (const H5::Exception& error) {
      throw UserError("cannot add images to " + result_file, error.getDetailMsg(),
                      "free space on the disk, or check its permissions");
    }
  });
}

}  // namespace friendly
