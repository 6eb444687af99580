find_package(Torch REQUIRED)
find_package(MPI REQUIRED COMPONENTS C)
find_package(HDF5 REQUIRED COMPONENTS CXX)
find_package(Boost 1.74 REQUIRED COMPONENTS program_options)
find_package(tomlplusplus REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(spdlog REQUIRED)
find_package(fmt REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(ZLIB REQUIRED)
find_package(ICU REQUIRED COMPONENTS uc)
find_package(JPEG REQUIRED)
find_package(PNG REQUIRED)
find_package(Threads REQUIRED)
if(BUILD_TESTING)
  find_package(GTest REQUIRED)
endif()
if(FRIENDLY_BENCH)
  find_package(benchmark REQUIRED)
endif()

# HDF5's module defines variables, not a target, and macros that would hide the C++ namespace.
add_library(hdf5_cpp INTERFACE)
target_include_directories(hdf5_cpp SYSTEM INTERFACE ${HDF5_INCLUDE_DIRS})
target_link_libraries(hdf5_cpp INTERFACE ${HDF5_CXX_LIBRARIES})

# LibTorch's wheels contain headers of another {fmt}. This folder, with the headers of the installed one, comes
# before theirs.
get_target_property(fmt_folder fmt::fmt INTERFACE_INCLUDE_DIRECTORIES)
file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/include/fmt)
file(CREATE_LINK ${fmt_folder}/fmt ${PROJECT_BINARY_DIR}/include/fmt/fmt SYMBOLIC)

# Only a LibTorch with CUDA can name GPUs and free their memory.
add_library(friendly_cuda INTERFACE)
if(TARGET torch_cuda)
  target_compile_definitions(friendly_cuda INTERFACE FRIENDLY_CUDA)
endif()
