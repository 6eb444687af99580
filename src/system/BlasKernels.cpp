#include "system/BlasKernels.hpp"

#include <dlfcn.h>
#include <unistd.h>

#include <cstdlib>
#include <set>

namespace friendly {
namespace {

constexpr const char* kVariable = "OPENBLAS_CORETYPE";

// Looked up, since LibTorch may come with another BLAS.
std::string core_name() {
  using Function = char* (*)();
  const auto function = reinterpret_cast<Function>(::dlsym(RTLD_DEFAULT, "openblas_get_corename"));
  return function != nullptr ? function() : "";
}

}  // namespace

std::string blas_kernels() {
  const std::string name = core_name();
  return name.empty() ? "not OpenBLAS" : "OpenBLAS " + name;
}

std::string better_kernels(const std::string& chosen, VectorLevel level) {
  static const std::set<std::string> with_avx512 = {"SkylakeX", "Cooperlake", "SapphireRapids"},
                                     with_avx2 = {"Haswell", "Zen", "Excavator"};
  if (chosen.empty() || with_avx512.count(chosen) > 0) return "";
  if (level == VectorLevel::avx512) return "SKYLAKEX";
  return level == VectorLevel::avx2 && with_avx2.count(chosen) == 0 ? "HASWELL" : "";
}

void use_best_blas_kernels(char** arguments) {
  if (std::getenv(kVariable) != nullptr) return;
  const std::string better = better_kernels(core_name(), vector_level());
  if (better.empty()) return;
  ::setenv(kVariable, better.c_str(), 1);
  ::execv("/proc/self/exe", arguments);  // if that fails, the slower kernels will do
}

}  // namespace friendly
