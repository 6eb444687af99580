#pragma once
#include <string>

#include "core/VectorLevel.hpp"

namespace friendly {

/// The matrix kernels that OpenBLAS uses here, e.g. "OpenBLAS SkylakeX", or that LibTorch has
/// another BLAS.
std::string blas_kernels();

/// The OpenBLAS kernels (values of OPENBLAS_CORETYPE) that suit a processor with these instructions better
/// than those called `chosen`; empty if none do.
std::string better_kernels(const std::string& chosen, VectorLevel level);

/// OpenBLAS takes the kernels of an old processor, which may be ten times slower, where it does not know the
/// present one. It chooses while it is loaded, so this starts the program again with `arguments` (main()'s)
/// and better ones, unless there are none or OPENBLAS_CORETYPE is set already. To be called before anything
/// else happens.
void use_best_blas_kernels(char** arguments);

}  // namespace friendly
