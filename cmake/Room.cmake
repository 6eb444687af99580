# A room is one folder of src/ and one library. Its headers are included as "room/Header.hpp" through a folder that
# contains nothing else, so that a room sees only the rooms it links: a wrong include does not compile.

add_library(friendly_options INTERFACE)
target_compile_options(friendly_options INTERFACE $<$<COMPILE_LANGUAGE:C,CXX>:-Wall;-Wextra;-Wshadow;-Wconversion>)
target_include_directories(friendly_options INTERFACE ${PROJECT_BINARY_DIR}/include/fmt)
# LibTorch's wheels export broken parts of std::filesystem, so the system's library must come first.
target_link_options(friendly_options INTERFACE LINKER:--push-state,--no-as-needed -lstdc++ LINKER:--pop-state)
if(FRIENDLY_SANITIZE)
  set(sanitizers -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  # With the sanitizers GCC warns about LibTorch's own code.
  target_compile_options(friendly_options INTERFACE ${sanitizers} $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  target_link_options(friendly_options INTERFACE ${sanitizers})
endif()
if(FRIENDLY_FUZZ)
  target_compile_options(friendly_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

# LibTorch's headers take 20 s to compile; those of tensors and gradients are compiled once for all rooms and tests
# that use them. <torch/torch.h> would cost each file 5 s more, for modules that only tests need.
file(WRITE ${PROJECT_BINARY_DIR}/torch_pch.cpp "")
add_library(torch_pch STATIC ${PROJECT_BINARY_DIR}/torch_pch.cpp)
target_link_libraries(torch_pch PUBLIC ${TORCH_LIBRARIES} PRIVATE friendly_options)
target_precompile_headers(torch_pch PRIVATE <torch/types.h> <torch/autograd.h>)

# friendly_room(NAME SOURCES file... [KERNELS file...] [LINKS target...] [PRIVATE_LINKS target...] [TORCH]): headers of
# the rooms in PRIVATE_LINKS are not visible to those who link this room. KERNELS are compiled if LibTorch has CUDA.
function(friendly_room name)
  cmake_parse_arguments(arg "TORCH" "" "SOURCES;KERNELS;LINKS;PRIVATE_LINKS" ${ARGN})
  add_library(friendly_${name} STATIC ${arg_SOURCES})
  if(TARGET torch_cuda AND arg_KERNELS)
    target_sources(friendly_${name} PRIVATE ${arg_KERNELS})
    # Without fused multiply-adds a kernel rounds like the loop on a CPU that shares its arithmetic.
    set_source_files_properties(${arg_KERNELS} PROPERTIES
      COMPILE_OPTIONS "$<$<COMPILE_LANGUAGE:CUDA>:--expt-relaxed-constexpr;-fmad=false>")
  endif()
  set(window ${PROJECT_BINARY_DIR}/include/${name})
  file(MAKE_DIRECTORY ${window})
  file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR} ${window}/${name} SYMBOLIC)
  target_include_directories(friendly_${name} PUBLIC ${window})
  target_link_libraries(friendly_${name} PUBLIC ${arg_LINKS} PRIVATE ${arg_PRIVATE_LINKS} friendly_options)
  if(arg_TORCH)
    target_link_libraries(friendly_${name} PUBLIC ${TORCH_LIBRARIES})
    target_precompile_headers(friendly_${name} REUSE_FROM torch_pch)
  endif()
endfunction()

# friendly_test(ROOM SOURCES file... [LINKS target...] [TORCH]): one GoogleTest program per room.
function(friendly_test room)
  cmake_parse_arguments(arg "TORCH" "" "SOURCES;LINKS" ${ARGN})
  add_executable(${room}_test ${arg_SOURCES})
  target_include_directories(${room}_test PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_link_libraries(${room}_test PRIVATE friendly_${room} ${arg_LINKS} GTest::gtest_main friendly_options)
  if(arg_TORCH)
    target_precompile_headers(${room}_test REUSE_FROM torch_pch)
  endif()
  friendly_add_gtest(${room} 1)
endfunction()

# friendly_add_gtest(NAME PARTS): runs NAME_test as so many tests of ctest. A process for each case would spend most of
# its time loading LibTorch. The cases of each part are listed in cases/NAME.PART.xml of the build folder, for
# scripts/test-summary.
function(friendly_add_gtest name parts)
  math(EXPR last "${parts} - 1")
  foreach(part RANGE ${last})
    set(test ${name}.${part})
    add_test(NAME ${test}
      COMMAND ${name}_test --gtest_brief=1 --gtest_output=xml:${PROJECT_BINARY_DIR}/cases/${test}.xml)
    set_tests_properties(${test} PROPERTIES LABELS ${name} TIMEOUT 900 ENVIRONMENT
      "OPENBLAS_NUM_THREADS=1;OMP_NUM_THREADS=1;GTEST_TOTAL_SHARDS=${parts};GTEST_SHARD_INDEX=${part}")
  endforeach()
endfunction()

# friendly_list_rooms(FILE): writes which room links which, one line per room, as the targets say.
function(friendly_list_rooms file)
  set(text "")
  foreach(room ${FRIENDLY_ROOMS})
    get_target_property(linked friendly_${room} LINK_LIBRARIES)
    list(FILTER linked INCLUDE REGEX "^friendly_")
    list(TRANSFORM linked REPLACE "^friendly_" "")
    list(REMOVE_ITEM linked options cuda)
    list(JOIN linked " " linked)
    string(APPEND text "${room}: ${linked}\n")
  endforeach()
  file(WRITE ${file} "${text}")
endfunction()
