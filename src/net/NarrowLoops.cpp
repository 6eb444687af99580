#include "net/NarrowLoops.hpp"

#include "core/VectorLevel.hpp"
#include "net/BlockProduct.hpp"

namespace friendly {
namespace {

// How many sums stay in registers: 20 of the 32 of AVX-512, 8 of the 16 of AVX2.
template <int W>
constexpr int kExamples = W == 16 ? 4 : 2;
template <int W>
constexpr int kOutputs = W == 16 ? 5 : 4;

/// Pointers to the first of the numbers that a function computes with.
struct Operands {
  const float *x, *weight, *bias;
  float* output;
};

template <int W>
FRIENDLY_INLINE float sum_of(const Floats<W>& vector) {
  if constexpr (W == 2) {
    return vector[0] + vector[1];
  } else {
    const auto* halves = reinterpret_cast<const Floats<W / 2>*>(&vector);
    return sum_of<W / 2>(halves[0] + halves[1]);
  }
}

template <int W, int examples, int outputs>
FRIENDLY_INLINE void forward_block(const NarrowShape& s, const Operands& at) {
  Floats<W> sums[examples][outputs] = {};
  for (std::int64_t i = 0; i < s.in; i += W)
    for (int b = 0; b < examples; ++b)
      for (int o = 0; o < outputs; ++o)
        sums[b][o] += vector_at<W>(at.x + b * s.in + i) * vector_at<W>(at.weight + o * s.in + i);
  for (int b = 0; b < examples; ++b)
    for (int o = 0; o < outputs; ++o) at.output[b * s.out + o] = sum_of<W>(sums[b][o]) + at.bias[o];
}

template <int W, int examples>
FRIENDLY_INLINE void forward_examples(const NarrowShape& s, const Operands& at) {
  const auto from = [&](std::int64_t o) {
    return Operands{at.x, at.weight + o * s.in, at.bias + o, at.output + o};
  };
  std::int64_t o = 0;
  for (; o + kOutputs<W> <= s.out; o += kOutputs<W>) forward_block<W, examples, kOutputs<W>>(s, from(o));
  for (; o < s.out; ++o) forward_block<W, examples, 1>(s, from(o));
}

template <int W>
FRIENDLY_INLINE void forward(const NarrowShape& s, const Operands& at) {
  const auto from = [&](std::int64_t b) {
    return Operands{at.x + b * s.in, at.weight, at.bias, at.output + b * s.out};
  };
  std::int64_t b = 0;
  for (; b + kExamples<W> <= s.batch; b += kExamples<W>) forward_examples<W, kExamples<W>>(s, from(b));
  for (; b < s.batch; ++b) forward_examples<W, 1>(s, from(b));
}

template <int W, int outputs, int vectors>
FRIENDLY_INLINE void gradient_block(const NarrowShape& s, const float* x, const float* output_gradient,
                                    float* gradient) {
  Floats<W> sums[outputs][vectors] = {};
  for (std::int64_t b = 0; b < s.batch; ++b)
    for (int o = 0; o < outputs; ++o)
      for (int v = 0; v < vectors; ++v)
        sums[o][v] += output_gradient[b * s.out + o] * vector_at<W>(x + b * s.in + v * W);
  for (int o = 0; o < outputs; ++o)
    for (int v = 0; v < vectors; ++v) vector_at<W>(gradient + o * s.in + v * W) = sums[o][v];
}

template <int W, int vectors>
FRIENDLY_INLINE void gradient_columns(const NarrowShape& s, const float* x, const float* output_gradient,
                                      float* gradient) {
  std::int64_t o = 0;
  for (; o + kOutputs<W> <= s.out; o += kOutputs<W>)
    gradient_block<W, kOutputs<W>, vectors>(s, x, output_gradient + o, gradient + o * s.in);
  for (; o < s.out; ++o) gradient_block<W, 1, vectors>(s, x, output_gradient + o, gradient + o * s.in);
}

template <int W>
FRIENDLY_INLINE void weight_gradient(const NarrowShape& s, const float* x, const float* output_gradient,
                                     float* gradient) {
  constexpr int vectors = kExamples<W>;
  std::int64_t i = 0;
  for (; i + vectors * W <= s.in; i += vectors * W)
    gradient_columns<W, vectors>(s, x + i, output_gradient, gradient + i);
  for (; i < s.in; i += W) gradient_columns<W, 1>(s, x + i, output_gradient, gradient + i);
}

FRIENDLY_AVX2 void forward_avx2(const NarrowShape& shape, const Operands& at) {
  forward<8>(shape, at);
}
FRIENDLY_AVX512 void forward_avx512(const NarrowShape& shape, const Operands& at) {
  forward<16>(shape, at);
}
FRIENDLY_AVX2 void weight_gradient_avx2(const NarrowShape& shape, const float* x,
                                        const float* output_gradient, float* gradient) {
  weight_gradient<8>(shape, x, output_gradient, gradient);
}
FRIENDLY_AVX512 void weight_gradient_avx512(const NarrowShape& shape, const float* x,
                                            const float* output_gradient, float* gradient) {
  weight_gradient<16>(shape, x, output_gradient, gradient);
}

}  // namespace

void narrow_forward(const NarrowShape& shape, const float* x, const float* weight, const float* bias,
                    float* output) {
  const Operands operands = {x, weight, bias, output};
  if (vector_level() == VectorLevel::avx512) return forward_avx512(shape, operands);
  forward_avx2(shape, operands);
}

void narrow_weight_gradient(const NarrowShape& shape, const float* x, const float* output_gradient,
                            float* gradient) {
  if (vector_level() == VectorLevel::avx512)
    return weight_gradient_avx512(shape, x, output_gradient, gradient);
  weight_gradient_avx2(shape, x, output_gradient, gradient);
}

}  // namespace friendly
