#pragma once
#include "net/DropoutLoops.hpp"

namespace friendly {

/// Fills a mask in the memory of the current GPU, on its current stream.
template <class Number>
void fill_by_kernel(const DropoutMask<Number>& mask);

}  // namespace friendly
