#pragma once
#include <H5Cpp.h>

#include <string_view>

namespace friendly {

/// Opens the content of an HDF5 file for reading where it lies in memory, without a copy: `bytes` must
/// outlive the returned file. Throws H5::Exception if they are not an HDF5 file.
H5::H5File open_hdf5_image(std::string_view bytes);

/// An HDF5 file in memory, to be filled. libhdf5 (1.10.8) crashes when it writes to a full disk itself.
H5::H5File create_hdf5_image(const H5::FileCreatPropList& creation, H5::FileAccPropList access);

/// The content of a file that create_hdf5_image() made, valid until it is closed or written to again. The
/// user block is all zeros and may be changed.
char* hdf5_image(H5::H5File& file);

}  // namespace friendly
