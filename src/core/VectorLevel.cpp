#include "core/VectorLevel.hpp"

namespace friendly {

VectorLevel vector_level() {
#if defined(__x86_64__)
  static const bool has_avx2 = __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;
  static const bool has_avx512 =
      __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512vl") != 0 &&
      __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512dq") != 0;
  if (has_avx512) return VectorLevel::avx512;
  if (has_avx2) return VectorLevel::avx2;
#endif
  return VectorLevel::baseline;
}

}  // namespace friendly
