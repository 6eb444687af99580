#include "formats/Hdf5Image.hpp"

namespace friendly {
namespace {

// Files in memory need a name, and for those to be read no file of that name may exist.
constexpr const char* kName = "/dev/null/image";
constexpr std::size_t kGrowth = 4096;  // a created file is padded to a multiple of it

// HDF5 asks these for memory for its own copy of an image and gets the image itself.
void* give_image(std::size_t, H5FD_file_image_op_t, void* image) {
  return image;
}
void* copy_nothing(void* to, const void*, std::size_t, H5FD_file_image_op_t, void*) {
  return to;
}
void* refuse_growth(void*, std::size_t, H5FD_file_image_op_t, void*) {
  return nullptr;
}
herr_t free_nothing(void*, H5FD_file_image_op_t, void*) {
  return 0;
}
void* same_image(void* image) {
  return image;
}
herr_t keep_image(void*) {
  return 0;
}

}  // namespace

H5::H5File open_hdf5_image(std::string_view bytes) {
  void* const image = const_cast<char*>(bytes.data());
  H5::FileAccPropList access;
  access.setCore(kGrowth, false);
  H5FD_file_image_callbacks_t callbacks = {give_image, copy_nothing, refuse_growth, free_nothing,
                                           same_image, keep_image,   image};
  if (H5Pset_file_image_callbacks(access.getId(), &callbacks) < 0 ||
      H5Pset_file_image(access.getId(), image, bytes.size()) < 0)
    throw H5::FileIException("open_hdf5_image", "cannot set the image to read");
  return {kName, H5F_ACC_RDONLY, H5::FileCreatPropList::DEFAULT, access};
}

H5::H5File create_hdf5_image(const H5::FileCreatPropList& creation, H5::FileAccPropList access) {
  access.setCore(kGrowth, false);
  return {kName, H5F_ACC_TRUNC, creation, access};
}

char* hdf5_image(H5::H5File& file) {
  file.flush(H5F_SCOPE_GLOBAL);
  void* handle = nullptr;
  file.getVFDHandle(&handle);
  return *static_cast<char**>(handle);
}

}  // namespace friendly
