#pragma once
#include <cstdint>

namespace friendly {

/// Sizes of a linear layer with few outputs; `in` is a multiple of 16.
struct NarrowShape {
  std::int64_t batch, in, out;
};

/// output [batch, out] = x [batch, in] times the transpose of weight [out, in], plus bias [out]. Each number
/// is summed in the same order, whatever the batch.
void narrow_forward(const NarrowShape& shape, const float* x, const float* weight, const float* bias,
                    float* output);

/// gradient [out, in] = the transpose of output_gradient [batch, out], times x [batch, in].
void narrow_weight_gradient(const NarrowShape& shape, const float* x, const float* output_gradient,
                            float* gradient);

}  // namespace friendly
