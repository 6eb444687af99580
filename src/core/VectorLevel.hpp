#pragma once

// For loops that are compiled once for each generation of processors: the loop itself is a FRIENDLY_INLINE
// function, which functions with the attributes FRIENDLY_AVX2 and FRIENDLY_AVX512 call. vector_level() says
// which of them runs here. CUDA kernels may call it as well.
#if defined(__CUDACC__)
#define FRIENDLY_INLINE __host__ __device__ __forceinline__
#else
#define FRIENDLY_INLINE __attribute__((always_inline)) inline
#endif
#if defined(__x86_64__)
#define FRIENDLY_AVX2 __attribute__((target("avx2,fma")))
#define FRIENDLY_AVX512 __attribute__((target("avx512f,avx512vl,avx512bw,avx512dq")))
#else
#define FRIENDLY_AVX2
#define FRIENDLY_AVX512
#endif

namespace friendly {

/// The vector instructions that a processor has.
enum class VectorLevel { baseline, avx2, avx512 };

/// Those of this processor.
VectorLevel vector_level();

/// Whether it has AVX2 at least, which loops without a baseline version need.
inline bool has_wide_vectors() {
  return vector_level() != VectorLevel::baseline;
}

}  // namespace friendly
