#include "net/WinogradLoops.hpp"

#include <ATen/Parallel.h>

#include <algorithm>
#include <vector>

#include "core/VectorLevel.hpp"
#include "net/BlockProduct.hpp"

namespace friendly {
namespace {

constexpr std::int64_t kSide = 6, kPoints = kSide * kSide;
constexpr std::int64_t kChunkBytes = 768 * 1024;  // of transformed tiles, to stay in a core's cache

// The transforms of one line. Their interpolation points are 0, 1, -1, 2, -2 and infinity.
template <class V>
FRIENDLY_INLINE void transform_input(const V& d0, const V& d1, const V& d2, const V& d3, const V& d4,
                                     const V& d5, V* out, std::int64_t step) {
  const V even = d4 - 4 * d2, odd = d3 - 4 * d1, low = d4 - d2, high = 2 * (d3 - d1);
  out[0] = 4 * d0 - 5 * d2 + d4;
  out[step] = even + odd;
  out[2 * step] = even - odd;
  out[3 * step] = low + high;
  out[4 * step] = low - high;
  out[5 * step] = 4 * d1 - 5 * d3 + d5;
}

template <int m, class V>
FRIENDLY_INLINE void transform_output(const V* in, std::int64_t step, V* out, std::int64_t out_step) {
  const V sum = in[step] + in[2 * step], difference = in[step] - in[2 * step],
          sum_2 = in[3 * step] + in[4 * step], difference_2 = in[3 * step] - in[4 * step];
  out[0] = in[0] + sum + sum_2;
  out[out_step] = difference + 2 * difference_2;
  out[2 * out_step] = sum + 4 * sum_2;
  if constexpr (m > 3) out[3 * out_step] = difference + 8 * difference_2;
  if constexpr (m > 4) out[4 * out_step] = sum + 16 * sum_2;
  out[(m - 1) * out_step] += in[5 * step];
}

template <int m, class V>
FRIENDLY_INLINE void transform_gradient(const V* in, std::int64_t step, V* out, std::int64_t out_step) {
  V even = in[0] + in[2 * step], odd = in[step], even_2 = in[0] + 4 * in[2 * step], odd_2 = 2 * in[step];
  if constexpr (m > 3) odd += in[3 * step], odd_2 += 8 * in[3 * step];
  if constexpr (m > 4) even += in[4 * step], even_2 += 16 * in[4 * step];
  out[0] = in[0];
  out[out_step] = even + odd;
  out[2 * out_step] = even - odd;
  out[3 * out_step] = even_2 + odd_2;
  out[4 * out_step] = even_2 - odd_2;
  out[5 * out_step] = in[(m - 1) * step];
}

/// Where a tile lies: its first image row and column, which may be outside the image.
struct Place {
  const float* image;
  std::int64_t row, column;
};

Place place_of(const WinogradShape& s, const float* images, std::int64_t tile, std::int64_t image_size,
               std::int64_t padding) {
  const std::int64_t image = tile / s.tiles(), in_image = tile % s.tiles();
  return {images + image * image_size, in_image / s.tile_columns() * s.outputs() - padding,
          in_image % s.tile_columns() * s.outputs() - padding};
}

// Reads a square of `size` x `size` pixels, W channels from `channel` on; what is outside the image is 0.
template <int W, int size>
FRIENDLY_INLINE void read_square(const Place& place, std::int64_t height, std::int64_t width,
                                 std::int64_t channels, std::int64_t channel, Floats<W>* square) {
  for (std::int64_t y = 0; y < size; ++y)
    for (std::int64_t x = 0; x < size; ++x) {
      const std::int64_t row = place.row + y, column = place.column + x;
      const bool is_inside = row >= 0 && row < height && column >= 0 && column < width;
      square[y * size + x] =
          is_inside ? vector_at<W>(place.image + (row * width + column) * channels + channel) : Floats<W>{};
    }
}

// Tiles [first, last) of the input → transformed [36, rows, C].
template <int W>
FRIENDLY_INLINE void transform_inputs(const WinogradShape& s, const float* input, std::int64_t first,
                                      std::int64_t last, std::int64_t rows, float* transformed) {
  for (std::int64_t tile = first; tile < last; ++tile) {
    const Place place = place_of(s, input, tile, s.height * s.width * s.channels, s.padding);
    for (std::int64_t c = 0; c < s.channels; c += W) {
      Floats<W> d[kPoints], half[kPoints], v[kPoints];
      read_square<W, kSide>(place, s.height, s.width, s.channels, c, d);
      for (std::int64_t x = 0; x < kSide; ++x)
        transform_input(d[x], d[6 + x], d[12 + x], d[18 + x], d[24 + x], d[30 + x], half + x, kSide);
      for (std::int64_t y = 0; y < kSide; ++y) {
        const Floats<W>* line = half + y * kSide;
        transform_input(line[0], line[1], line[2], line[3], line[4], line[5], v + y * kSide, 1);
      }
      for (std::int64_t p = 0; p < kPoints; ++p)
        vector_at<W>(transformed + (p * rows + tile - first) * s.channels + c) = v[p];
    }
  }
}

// Transformed [36, rows, K] → tiles [first, last) of the output.
template <int W, int m>
FRIENDLY_INLINE void transform_outputs(const WinogradShape& s, const float* transformed, const float* bias,
                                       std::int64_t first, std::int64_t last, std::int64_t rows,
                                       float* output) {
  const std::int64_t channels = s.out_channels;
  for (std::int64_t tile = first; tile < last; ++tile) {
    const Place place = place_of(s, output, tile, s.out_height * s.out_width * channels, 0);
    float* image = output + (place.image - output);
    const std::int64_t height = std::min<std::int64_t>(m, s.out_height - place.row),
                       width = std::min<std::int64_t>(m, s.out_width - place.column);
    for (std::int64_t k = 0; k < channels; k += W) {
      Floats<W> in[kPoints], half[m * kSide], out[m * m];
      for (std::int64_t p = 0; p < kPoints; ++p)
        in[p] = vector_at<W>(transformed + (p * rows + tile - first) * channels + k);
      for (std::int64_t x = 0; x < kSide; ++x) transform_output<m>(in + x, kSide, half + x, kSide);
      for (std::int64_t y = 0; y < m; ++y) transform_output<m>(half + y * kSide, 1, out + y * m, 1);
      const Floats<W> shift = bias != nullptr ? vector_at<W>(bias + k) : Floats<W>{};
      for (std::int64_t y = 0; y < height; ++y)
        for (std::int64_t x = 0; x < width; ++x)
          vector_at<W>(image + ((place.row + y) * s.out_width + place.column + x) * channels + k) =
              out[y * m + x] + shift;
    }
  }
}

// Tiles [first, last) of the gradient by the output → transformed [36, rows, K].
template <int W, int m>
FRIENDLY_INLINE void transform_gradients(const WinogradShape& s, const float* gradient, std::int64_t first,
                                         std::int64_t last, std::int64_t rows, float* transformed) {
  const std::int64_t channels = s.out_channels;
  for (std::int64_t tile = first; tile < last; ++tile) {
    const Place place = place_of(s, gradient, tile, s.out_height * s.out_width * channels, 0);
    for (std::int64_t k = 0; k < channels; k += W) {
      Floats<W> y[m * m], half[m * kSide], v[kPoints];
      read_square<W, m>(place, s.out_height, s.out_width, channels, k, y);
      for (std::int64_t row = 0; row < m; ++row) transform_gradient<m>(y + row * m, 1, half + row * kSide, 1);
      for (std::int64_t x = 0; x < kSide; ++x) transform_gradient<m>(half + x, kSide, v + x, kSide);
      for (std::int64_t p = 0; p < kPoints; ++p)
        vector_at<W>(transformed + (p * rows + tile - first) * channels + k) = v[p];
    }
  }
}

// To whole blocks of rows.
std::int64_t rounded_up(std::int64_t rows) {
  return (rows + kRows - 1) / kRows * kRows;
}

/// Room for the transformed tiles of one chunk, on both sides of the products.
struct Chunk {
  std::vector<float> inputs, outputs;
  std::int64_t first, last, rows;  ///< tiles, and their number rounded up

  Chunk(const WinogradShape& s, std::int64_t most)
      : inputs(static_cast<std::size_t>(kPoints * most * s.channels)),
        outputs(static_cast<std::size_t>(kPoints * most * s.out_channels)),
        first(0),
        last(0),
        rows(most) {}
  void move_to(std::int64_t begin, std::int64_t end) {
    first = begin;
    last = end;
    rows = rounded_up(end - begin);
  }
};

template <int W, int widest, int m>
FRIENDLY_INLINE void forward(const WinogradShape& s, Chunk& chunk, const float* input, const float* weights,
                             const float* bias, float* output) {
  transform_inputs<W>(s, input, chunk.first, chunk.last, chunk.rows, chunk.inputs.data());
  for (std::int64_t p = 0; p < kPoints; ++p)
    multiply<W, widest>({chunk.inputs.data() + p * chunk.rows * s.channels, s.channels, 1},
                        weights + p * s.channels * s.out_channels, chunk.rows, s.channels, s.out_channels,
                        false, chunk.outputs.data() + p * chunk.rows * s.out_channels);
  transform_outputs<W, m>(s, chunk.outputs.data(), bias, chunk.first, chunk.last, chunk.rows, output);
}

template <int W, int widest, int m>
FRIENDLY_INLINE void weight_gradient(const WinogradShape& s, Chunk& chunk, const float* input,
                                     const float* output_gradient, float* gradient) {
  transform_inputs<W>(s, input, chunk.first, chunk.last, chunk.rows, chunk.inputs.data());
  transform_gradients<W, m>(s, output_gradient, chunk.first, chunk.last, chunk.rows, chunk.outputs.data());
  for (std::int64_t p = 0; p < kPoints; ++p)
    multiply<W, widest>({chunk.inputs.data() + p * chunk.rows * s.channels, 1, s.channels},
                        chunk.outputs.data() + p * chunk.rows * s.out_channels, s.channels,
                        chunk.last - chunk.first, s.out_channels, true,
                        gradient + p * s.channels * s.out_channels);
}

#define FRIENDLY_WINOGRAD(NAME, TARGET, W, WIDEST)                                                           \
  template <int m>                                                                                           \
  TARGET void forward_##NAME(const WinogradShape& s, Chunk& chunk, const float* input, const float* weights, \
                             const float* bias, float* output) {                                             \
    forward<W, WIDEST, m>(s, chunk, input, weights, bias, output);                                           \
  }                                                                                                          \
  template <int m>                                                                                           \
  TARGET void weight_gradient_##NAME(const WinogradShape& s, Chunk& chunk, const float* input,               \
                                     const float* output_gradient, float* gradient) {                        \
    weight_gradient<W, WIDEST, m>(s, chunk, input, output_gradient, gradient);                               \
  }
FRIENDLY_WINOGRAD(avx2, FRIENDLY_AVX2, 8, 2)
FRIENDLY_WINOGRAD(avx512, FRIENDLY_AVX512, 16, 4)
#undef FRIENDLY_WINOGRAD

bool has_avx512() {
  return vector_level() == VectorLevel::avx512;
}

template <int m>
void forward_here(const WinogradShape& s, Chunk& chunk, const float* input, const float* weights,
                  const float* bias, float* output) {
  (has_avx512() ? forward_avx512<m> : forward_avx2<m>)(s, chunk, input, weights, bias, output);
}

template <int m>
void weight_gradient_here(const WinogradShape& s, Chunk& chunk, const float* input,
                          const float* output_gradient, float* gradient) {
  (has_avx512() ? weight_gradient_avx512<m> : weight_gradient_avx2<m>)(s, chunk, input, output_gradient,
                                                                       gradient);
}

// Tiles of a chunk, of `all`: a multiple of kRows, so that only the last chunk is rounded up.
std::int64_t chunk_tiles(const WinogradShape& s, std::int64_t all) {
  const std::int64_t bytes =
      kPoints * (s.channels + s.out_channels) * static_cast<std::int64_t>(sizeof(float));
  return std::min(std::max<std::int64_t>(4, kChunkBytes / bytes / kRows) * kRows, rounded_up(all));
}

}  // namespace

void winograd_forward(const WinogradShape& s, const float* input, const float* weights, const float* bias,
                      float* output) {
  const std::int64_t all = s.images * s.tiles(), size = chunk_tiles(s, all);
  const auto run = s.outputs() == 3 ? forward_here<3> : s.outputs() == 4 ? forward_here<4> : forward_here<5>;
  at::parallel_for(0, (all + size - 1) / size, 1, [&](std::int64_t begin, std::int64_t end) {
    Chunk chunk(s, size);
    for (std::int64_t i = begin; i < end; ++i) {
      chunk.move_to(i * size, std::min(all, (i + 1) * size));
      run(s, chunk, input, weights, bias, output);
    }
  });
}

void winograd_weight_gradient(const WinogradShape& s, const float* input, const float* output_gradient,
                              float* gradient) {
  const std::int64_t all = s.images * s.tiles(), size = chunk_tiles(s, all);
  const auto run = s.outputs() == 3   ? weight_gradient_here<3>
                   : s.outputs() == 4 ? weight_gradient_here<4>
                                      : weight_gradient_here<5>;
  Chunk chunk(s, size);
  for (std::int64_t first = 0; first < all; first += size) {
    chunk.move_to(first, std::min(all, first + size));
    run(s, chunk, input, output_gradient, gradient);
  }
}

}  // namespace friendly
