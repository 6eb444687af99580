#pragma once
#include <algorithm>
#include <cstdint>

#include "core/VectorLevel.hpp"

// Vectors of floats and small products of matrices, for functions that are compiled for one generation of
// processors (core/VectorLevel.hpp).
namespace friendly {

/// W floats as one vector.
template <int W>
struct Vector {
  typedef float type __attribute__((vector_size(W * sizeof(float)), aligned(sizeof(float)), may_alias));
};
template <int W>
using Floats = typename Vector<W>::type;

template <int W>
FRIENDLY_INLINE const Floats<W>& vector_at(const float* memory) {
  return *reinterpret_cast<const Floats<W>*>(memory);
}
template <int W>
FRIENDLY_INLINE Floats<W>& vector_at(float* memory) {
  return *reinterpret_cast<Floats<W>*>(memory);
}

/// Rows of a block of a product, whose sums stay in registers.
inline constexpr std::int64_t kRows = 4;

/// A factor of a product of matrices, of which element (row, inner) is at row * row_step + inner *
/// inner_step.
struct Factor {
  const float* start;
  std::int64_t row_step, inner_step;
};

// kRows rows and `vectors` vectors of columns of a product; b and c have `columns` columns.
template <int W, int vectors>
FRIENDLY_INLINE void block(const Factor& a, const float* b, std::int64_t inner, std::int64_t columns,
                           bool adds, float* c) {
  Floats<W> sums[kRows][vectors];
  for (std::int64_t r = 0; r < kRows; ++r)
    for (int v = 0; v < vectors; ++v) sums[r][v] = adds ? vector_at<W>(c + r * columns + v * W) : Floats<W>{};
  for (std::int64_t i = 0; i < inner; ++i)
    for (std::int64_t r = 0; r < kRows; ++r) {
      const float number = a.start[r * a.row_step + i * a.inner_step];
      for (int v = 0; v < vectors; ++v) sums[r][v] += number * vector_at<W>(b + i * columns + v * W);
    }
  for (std::int64_t r = 0; r < kRows; ++r)
    for (int v = 0; v < vectors; ++v) vector_at<W>(c + r * columns + v * W) = sums[r][v];
}

// c [rows, columns] = (or += if `adds`) a b, with b [inner, columns]; `rows` is a multiple of kRows.
template <int W, int widest>
FRIENDLY_INLINE void multiply(const Factor& a, const float* b, std::int64_t rows, std::int64_t inner,
                              std::int64_t columns, bool adds, float* c) {
  for (std::int64_t k = 0; k < columns;) {
    const std::int64_t left = (columns - k) / W;
    for (std::int64_t r = 0; r < rows; r += kRows) {
      const Factor part = {a.start + r * a.row_step, a.row_step, a.inner_step};
      float* target = c + r * columns + k;
      if (left >= widest)
        block<W, widest>(part, b + k, inner, columns, adds, target);
      else if (left == 3)
        block<W, 3>(part, b + k, inner, columns, adds, target);
      else if (left == 2)
        block<W, 2>(part, b + k, inner, columns, adds, target);
      else
        block<W, 1>(part, b + k, inner, columns, adds, target);
    }
    k += W * std::min<std::int64_t>(left, widest);
  }
}

}  // namespace friendly
