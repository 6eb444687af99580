#include "results/ImageLog.hpp"

#include <H5Cpp.h>

#include <filesystem>

#include "core/AtomicFile.hpp"
#include "core/Check.hpp"
#include "core/Error.hpp"

namespace friendly {
namespace {

void write_images(const std::string& path, const std::string& key, const ImageLog& images) {
  H5::H5File file(path, H5F_ACC_RDWR);
  std::vector<hsize_t> extent = {images.epochs.size()};
  extent.insert(extent.end(), images.shape.begin(), images.shape.end());
  const H5::DataSpace space(static_cast<int>(extent.size()), extent.data());
  const auto group = file.createGroup("/images");
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
