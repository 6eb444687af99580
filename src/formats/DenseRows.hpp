#pragma once
#include <cstdint>

#include "core/VectorLevel.hpp"

namespace friendly {

/// Rows of a CSR matrix that become dense, as loop and kernel see them.
template <class Number>
struct DenseRows {
  const std::int64_t *starts, *columns;
  const Number* values;
  const std::int64_t* rows;  ///< [count], of the matrix
  std::int64_t count, width;
  Number* dense;  ///< [count, width], zeros at first

  FRIENDLY_INLINE std::int64_t begin(std::int64_t row) const { return starts[rows[row]]; }
  FRIENDLY_INLINE std::int64_t end(std::int64_t row) const { return starts[rows[row] + 1]; }
  FRIENDLY_INLINE void put(std::int64_t row, std::int64_t i) const {
    dense[row * width + columns[i]] = values[i];
  }
};

/// Fills them in the memory of the current GPU, on its current stream.
template <class Number>
void fill_by_kernel(const DenseRows<Number>& dense);

}  // namespace friendly
